/* SPDX-License-Identifier: ISC */
/*
 * Judges socket addresses, not names: a name that changes its address between
 * check and connection gains nothing.
 */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/str.h"
#include "guichet/net/request.h"

static bool ipv4_is_public(uint32_t ip)
{
	static const struct { uint32_t net; int bits; } closed[] = {
		{ 0x00000000, 8 },	/* this network */
		{ 0x0A000000, 8 },	/* private */
		{ 0x64400000, 10 },	/* carrier-grade NAT */
		{ 0x7F000000, 8 },	/* loopback */
		{ 0xA9FE0000, 16 },	/* link-local, cloud metadata */
		{ 0xAC100000, 12 },	/* private */
		{ 0xC0000000, 24 },	/* protocol assignments */
		{ 0xC0000200, 24 },	/* documentation */
		{ 0xC0A80000, 16 },	/* private */
		{ 0xC6120000, 15 },	/* benchmarking */
		{ 0xC6336400, 24 },	/* documentation */
		{ 0xCB007100, 24 },	/* documentation */
		{ 0xE0000000, 3 },	/* multicast, reserved, broadcast */
	};

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		if (((ip ^ closed[i].net) >> (32 - closed[i].bits)) == 0)
			return false;
	return true;
}

static uint32_t ipv4_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool ipv6_is_public(const unsigned char ip[16])
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
	static const unsigned char translated[12] = { 0x00, 0x64, 0xFF, 0x9B };

	if (memcmp(ip, mapped, 12) == 0 || memcmp(ip, translated, 12) == 0)
		return ipv4_is_public(ipv4_at(ip + 12));
	/* Only 2000::/3 is handed out; 6to4, Teredo and documentation are not servers. */
	if ((ip[0] & 0xE0) != 0x20 || (ip[0] == 0x20 && ip[1] == 0x02))
		return false;
	if (ip[0] == 0x20 && ip[1] == 0x01 && ((ip[2] & 0xFE) == 0 || (ip[2] == 0x0D && ip[3] == 0xB8)))
		return false;
	return true;
}

bool address_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		return ipv4_is_public(ntohl(in.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		return ipv6_is_public(in6.sin6_addr.s6_addr);
	}
	return false;
}

bool host_is_loopback(const char *host)
{
	struct in_addr in;

	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, host, &in) == 1 && ntohl(in.s_addr) >> 24 == 127;
}

bool url_is_safe(const char *url)
{
	bool plain = str_starts(url, "http://");
	const char *host = url + (plain ? 7 : 8), *end;
	char name[256];
	size_t len;

	if (!plain && !str_starts(url, "https://"))
		return false;
	len = strcspn(host, "/?#");
	if (memchr(host, '@', len) != NULL || memchr(host, '\\', len) != NULL)
		return false;
	end = *host == '[' ? memchr(host, ']', len) : memchr(host, ':', len);
	if (*host == '[' && end != NULL)
		end++;
	if (end != NULL)
		len = (size_t)(end - host);
	if (len == 0 || len >= sizeof(name))
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return !plain || host_is_loopback(name);
}
