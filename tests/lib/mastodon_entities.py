# SPDX-License-Identifier: ISC
"""What a Mastodon server says about people, posts and itself, with every key
that a real one always gives; shapes.py compares it with recorded answers."""
import time

AVATAR, HEADER = "https://social.example/avatars/missing.png", "https://social.example/headers/missing.png"
SUM = "UGC~-#M{0JfkNFofR%M{IURj%Mt7E0oM%MR*"


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".%03dZ" % (seconds % 1 * 1000)


def account(number, name):
    return {"id": str(number), "username": name, "acct": name, "display_name": name.title(), "locked": False,
            "bot": False, "discoverable": True, "indexable": True, "group": False,
            "created_at": "2020-01-01T00:00:00.000Z", "note": "", "url": f"https://social.example/@{name}",
            "uri": f"https://social.example/users/{name}", "avatar": AVATAR, "avatar_static": AVATAR,
            "avatar_description": "", "header": HEADER, "header_static": HEADER, "header_description": "",
            "followers_count": 3, "following_count": 0, "statuses_count": 1, "last_status_at": "2026-08-01",
            "hide_collections": False, "show_media": True, "show_media_replies": True, "show_featured": True,
            "noindex": False, "feature_approval": {"automatic": [], "manual": [], "current_user": "denied"},
            "emojis": [], "roles": [], "fields": []}


def owner(said):
    """An account as it is told to itself."""
    return {**said, "source": {"privacy": "public", "sensitive": False, "language": None, "note": "", "fields": [],
                               "follow_requests_count": 0, "hide_collections": None, "discoverable": True,
                               "indexable": True, "attribution_domains": [], "quote_policy": "public"},
            "role": {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": False,
                     "collection_limit": 10}}


def status(number, at, author, content, visibility, answered):
    """answered: the post that it answers, or None."""
    ours = {"pinned": False, "application": {"name": "Web", "website": None}} if author["id"] == "1" else {}
    return {**ours, "id": str(number), "created_at": instant(at), "in_reply_to_id": answered["id"] if answered else None,
            "in_reply_to_account_id": answered["account"]["id"] if answered else None, "visibility": visibility,
            "sensitive": False, "spoiler_text": "", "language": "en", "content": content,
            "url": f"https://social.example/@{author['acct']}/{number}",
            "uri": f"https://social.example/users/{author['acct']}/statuses/{number}", "edited_at": None,
            "reblog": None, "account": author, "media_attachments": [], "tags": [], "emojis": [],
            "replies_count": 0, "reblogs_count": 0, "favourites_count": 0, "quotes_count": 0, "favourited": False,
            "reblogged": False, "muted": False, "bookmarked": False, "filtered": [],
            "tagged_collections": [], "quote": None,
            "quote_approval": {"automatic": [], "manual": [], "current_user": "denied"}, "card": None, "poll": None,
            "mentions": [{"id": "1", "username": "shop", "acct": "shop", "url": "https://social.example/@shop"}]}


def media(number, alt, ready):
    url = f"https://social.example/media/{number}.png" if ready else None
    size = {"width": 600, "height": 600, "size": "600x600", "aspect": 1.0}
    return {"id": number, "type": "image", "url": url, "preview_url": url, "remote_url": None,
            "preview_remote_url": None, "text_url": None, "description": alt, "blurhash": SUM if ready else None,
            "meta": {"original": size, "small": size} if ready else {}}


def instance(host, most):
    return {"domain": "social.example", "title": "Social", "version": "4.3.2", "description": "", "languages": ["en"],
            "source_url": "https://social.example/source", "usage": {"users": {"active_month": 0}},
            "thumbnail": {"url": AVATAR, "description": ""}, "icon": [], "rules": [], "wrapstodon": None,
            "contact": {"email": "", "account": None}, "api_versions": {"mastodon": 2},
            "registrations": {"enabled": True, "approval_required": False, "reason_required": False, "message": None,
                              "min_age": None, "url": None},
            "configuration": {"statuses": {"max_characters": most, "characters_reserved_per_url": 23,
                                           "max_media_attachments": 4},
                              "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5,
                                           "max_display_name_length": 40, "max_note_length": 500,
                                           "max_avatar_description_length": 150, "max_profile_fields": 4,
                                           "max_header_description_length": 150, "profile_field_name_limit": 255,
                                           "profile_field_value_limit": 255},
                              "media_attachments": {"image_size_limit": 1 << 20, "description_limit": 1500,
                                                    "image_matrix_limit": 33177600, "video_frame_rate_limit": 120,
                                                    "video_matrix_limit": 8294400, "video_size_limit": 103809024,
                                                    "supported_mime_types": ["image/png", "image/jpeg"]},
                              "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300,
                                        "max_expiration": 2629746},
                              "translation": {"enabled": False}, "limited_federation": False,
                              "timelines_access": {feed: {"local": "public", "remote": "public"} for feed in (
                                  "live_feeds", "hashtag_feeds", "trending_link_feeds")},
                              "vapid": {"public_key": "none"},
                              "urls": {"streaming": f"ws://{host}", "status": None,
                                       "about": "https://social.example/about", "terms_of_service": None,
                                       "privacy_policy": "https://social.example/privacy-policy"}}}
