#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A strict loopback mail server.

smtp_server.py DIR [--tls CERT KEY] [--implicit] [--user USER PASSWORD] [--no-starttls]
Prints the port.  Each message goes to DIR/N.eml, each line of the talk to
DIR/talk ("C: " and "S: "); what breaks the protocol is said there as
"STRICT ..." and ends the connection.

With --tls STARTTLS is offered and demanded; --implicit begins with TLS at once.
With --user nobody sends who has not signed in.  What the recipient is called
before the @ says what becomes of the letter:

refuse   550 to the recipient      full    452 to the recipient
spam     554 behind the letter     greylist  451 behind the letter, once; then taken
cut      taken whole, then the line is cut without an answer
half     cut in the middle of the letter
stall    no answer behind the letter, as long as the sender waits
anything else is taken.
"""
import base64
import os
import re
import socket
import ssl
import sys
import threading
import time

args = sys.argv[1:]
where = args.pop(0)
tls = implicit = user = None
starttls = True
while args:
	word = args.pop(0)
	if word == '--tls':
		tls = (args.pop(0), args.pop(0))
	elif word == '--implicit':
		implicit = True
	elif word == '--user':
		user = (args.pop(0), args.pop(0))
	elif word == '--no-starttls':
		starttls = False
os.makedirs(where, exist_ok=True)
context = None
if tls:
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	context.load_cert_chain(*tls)
lock = threading.Lock()
count = 0
grey = set()


class Strict(Exception):
	pass


class Talk:
	def __init__(self, sock):
		self.sock = sock
		self.secure = bool(implicit)
		self.buffer = b''
		self.signed_in = False

	def note(self, text):
		with lock, open(os.path.join(where, 'talk'), 'a') as f:
			f.write(text + '\n')

	def say(self, line):
		self.note('S: ' + line)
		self.sock.sendall(line.encode() + b'\r\n')

	def line(self, most=1000):
		while b'\n' not in self.buffer:
			more = self.sock.recv(4096)
			if not more:
				raise ConnectionError
			self.buffer += more
		line, self.buffer = self.buffer.split(b'\n', 1)
		if not line.endswith(b'\r'):
			raise Strict('a line without CR')
		line = line[:-1]
		if b'\r' in line or b'\0' in line:
			raise Strict('CR or NUL inside a line')
		if len(line) + 2 > most:
			raise Strict('a line of %d bytes' % len(line))
		if any(c >= 0x80 for c in line):
			raise Strict('a byte that is not ASCII')
		return line.decode('ascii')

	def letter(self, half):
		lines = []
		while True:
			line = self.line()
			if line == '.':
				return lines
			lines.append(line[1:] if line.startswith('.') else line)
			if half and len(lines) > 3:
				raise ConnectionError

	def sign_in(self, line):
		words = line.split(' ')
		if not self.secure and tls:
			raise Strict('a password in the open')
		if words[1].upper() == 'PLAIN':
			if len(words) < 3:
				self.say('334 ')
				words.append(self.line())
			got = base64.b64decode(words[2]).decode().split('\0')[1:]
		else:
			self.say('334 VXNlcm5hbWU6')
			name = base64.b64decode(self.line()).decode()
			self.say('334 UGFzc3dvcmQ6')
			got = [name, base64.b64decode(self.line()).decode()]
		self.signed_in = user is not None and tuple(got) == user
		self.say('235 welcome' if self.signed_in else '535 5.7.8 who are you')

	def talk(self):
		global count
		sender = recipient = None
		greeted = False
		self.say('220 strict.example ESMTP')
		while True:
			line = self.line(512)
			self.note('C: ' + re.sub(r'^(AUTH \S+) .*', r'\1 …', line))
			verb = line.split(' ')[0].upper()
			if verb == 'EHLO':
				greeted = True
				extra = ['SIZE 1000000']
				if context and starttls and not self.secure:
					extra.append('STARTTLS')
				if user and (self.secure or not tls):
					extra.append('AUTH PLAIN LOGIN')
				for e in extra:
					self.sock.sendall(b'250-' + e.encode() + b'\r\n')
				self.say('250 HELP')
			elif verb == 'STARTTLS' and context and starttls and not self.secure:
				self.say('220 go ahead')
				self.sock = context.wrap_socket(self.sock, server_side=True)
				self.secure, self.buffer, greeted = True, b'', False
			elif verb == 'AUTH':
				self.sign_in(line)
			elif verb == 'MAIL':
				m = re.fullmatch(r'MAIL FROM:<([^<>\s]+)>( SIZE=\d+)?( BODY=\S+)?( SMTPUTF8)?', line)
				if not greeted or not m:
					raise Strict('MAIL as ' + line)
				if context and not self.secure:
					self.say('530 5.7.0 STARTTLS first')
				elif user and not self.signed_in:
					self.say('530 5.7.0 sign in first')
				else:
					sender, recipient = m.group(1), None
					self.say('250 ok')
			elif verb == 'RCPT':
				m = re.fullmatch(r'RCPT TO:<([^<>\s]+)>', line)
				if not sender or not m:
					raise Strict('RCPT as ' + line)
				kind = m.group(1).split('@')[0]
				if kind == 'refuse':
					self.say('550 5.1.1 nobody is called that')
				elif kind == 'full':
					self.say('452 4.2.2 the box is full')
				else:
					recipient = m.group(1)
					self.say('250 ok')
			elif verb == 'DATA':
				if not recipient:
					raise Strict('DATA for nobody')
				kind = recipient.split('@')[0]
				self.say('354 go on')
				lines = self.letter(kind == 'half')
				if kind == 'spam':
					self.say('554 5.7.1 we do not like it')
				elif kind == 'greylist' and recipient not in grey:
					grey.add(recipient)
					self.say('451 4.7.1 come back later')
				elif kind == 'stall':
					self.note('STALL')
					while self.sock.recv(4096):
						pass
					raise ConnectionError
				else:
					with lock:
						count += 1
						name = os.path.join(where, '%d.eml' % count)
					with open(name + '.new', 'w', newline='') as f:
						f.write('\r\n'.join(lines) + '\r\n')
					os.rename(name + '.new', name)
					if kind == 'cut':
						raise ConnectionError
					self.say('250 2.0.0 taken as %d' % count)
				recipient = None
			elif verb == 'QUIT':
				self.say('221 bye')
				return
			elif verb in ('RSET', 'NOOP'):
				self.say('250 ok')
			else:
				self.say('502 not here')

	def run(self):
		try:
			if implicit:
				self.sock = context.wrap_socket(self.sock, server_side=True)
			self.talk()
		except Strict as e:
			self.note('STRICT %s' % e)
		except (OSError, ConnectionError) as e:
			self.note('GONE %s' % type(e).__name__)
		finally:
			try:
				self.sock.shutdown(socket.SHUT_RDWR)
			except OSError:
				pass
			self.sock.close()


server = socket.create_server(('127.0.0.1', 0))
print(server.getsockname()[1], flush=True)
while True:
	client, _ = server.accept()
	threading.Thread(target=Talk(client).run, daemon=True).start()
