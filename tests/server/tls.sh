#!/bin/bash
# SPDX-License-Identifier: ISC
# A token goes only to the server that its certificate proves: self-signed,
# wrong host, expired and old protocol are refused before a byte of the request
# leaves, and a private authority can be named.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v openssl >/dev/null && command -v python3 >/dev/null || skip_all 'openssl or python3 is not installed'

cert() { # cert NAME HOST DAYS: a certificate of our own authority
	openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" 2>/dev/null
	printf 'subjectAltName=DNS:%s\n' "$2" >ext
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$3" -extfile ext -out "$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test authority' 2>/dev/null
cert good localhost 2; cert other elsewhere.example 2; cert expired localhost -1
openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null

cat >server.py <<'P'
# serve CERT KEY LOG [old]: answers every request with {}, logs its first line; prints the port
import http.server, ssl, sys
class Handler(http.server.BaseHTTPRequestHandler):
	def do_GET(self):
		open(sys.argv[3], 'a').write(self.requestline + '\n')
		body = b'{"id":"1","acct":"shop","username":"shop"}'
		self.send_response(200)
		self.send_header('Content-Length', str(len(body)))
		self.end_headers()
		self.wfile.write(body)
	def log_message(self, *a): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
if len(sys.argv) > 4:
	context.set_ciphers('ALL:@SECLEVEL=0')
	context.minimum_version = ssl.TLSVersion.TLSv1
	context.maximum_version = ssl.TLSVersion.TLSv1_1
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
P
# visit NAME [old] [SETTING]: checks an account at a server with that certificate
visit() {
	local name=$1 old=${2:-} port; shift; [ $# = 0 ] || shift
	: >"$name$old.log"; : >"$name$old.port"
	python3 -W ignore server.py "$name.pem" "$name.key" "$name$old.log" $old >"$name$old.port" 2>/dev/null &
	remember $!
	wait_for 10 test -s "$name$old.port" || bail "the server with $name does not start"
	port=$(cat "$name$old.port")
	guichet account add mastodon "$name$old" "url=https://localhost:$port" "$@" --secret-fd 3 3<<<token >/dev/null
	g account check "$name$old"
	seen=$(wc -l <"$name$old.log")
}
visit good '' "ca=$TEST_DIR/ca.pem"
ok "$([ "$seen" -gt 0 ]; echo $?)" 'a named authority is trusted (so the others can fail)'
for name in other expired self; do
	visit "$name" '' "ca=$TEST_DIR/ca.pem"
	same "$name: no request arrives" 0 "$seen"
	ok "$([ "$status" != 0 ]; echo $?)" "$name: the check fails"
	has "$name: says why" ertificate "$out$err"
done
cp good.pem unknown.pem && cp good.key unknown.key
visit unknown
same 'an authority that nobody named: no request arrives' 0 "$seen"
visit good old "ca=$TEST_DIR/ca.pem"
same 'TLS 1.1: no request arrives' 0 "$seen"
finish
