# SPDX-License-Identifier: ISC
"""What the fake sites of the tests share: each question is answered with JSON, and nothing is logged."""
import http.server
import json


class JsonSite(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, value):
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
