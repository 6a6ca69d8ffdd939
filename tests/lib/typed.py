# SPDX-License-Identifier: ISC
# Types into a real shell on a terminal of its own and looks at what it says.
#
#   typed.py SHELL FILE STEPS
#
# The shell reads FILE first.  A step is a line "NAME<TAB>KEYS<TAB>PATTERN": the keys (Python
# escapes) are typed, then the pattern must come, after control sequences are taken out.  Each
# step begins on an empty line.  Prints "0 NAME" or "1 NAME", and why.
import codecs, os, pty, re, select, signal, sys, time

PROMPT = "READY> "
shells = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
begin = {
    "bash": "PS1='READY''> '; bind 'set show-all-if-ambiguous on' 'set bell-style none' 2>/dev/null; . ./%s\r",
    "zsh": "unsetopt beep prompt_sp; PS1='READY''> '; . ./%s\r",
    "fish": "function fish_prompt; echo -n 'READY''> '; end; function fish_greeting; end; source %s\r",
}
control = re.compile(r"\x1b\[[0-9;?=>]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78]|[\r\x07\x0f]")


class Shell:
    def __init__(self, name):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execvp(shells[name][0], shells[name])
        import fcntl, struct, termios
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self.seen = ""

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def comes(self, pattern, seconds=20):
        end = time.monotonic() + seconds
        while not re.search(pattern, control.sub("", self.seen), re.M):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return False
            try:
                data = os.read(self.fd, 65536).decode("utf-8", "replace")
            except OSError:
                return False
            if "\x1b[c" in data or "\x1b[0c" in data:
                self.send("\x1b[?62c")  # what a terminal answers to "who are you"
            self.seen += data
        return True

    def clean_line(self):
        self.seen = ""
        self.send("\x03\x15\r")
        return self.comes(re.escape(PROMPT) + r"\Z")


name, file, steps = sys.argv[1:4]
shell = Shell(name)
shell.send(begin[name] % file)
if not shell.comes(re.escape(PROMPT) + r"\Z"):
    print("1 %s begins\n# %r" % (name, shell.seen))
for line in open(steps, encoding="utf-8").read().splitlines():
    what, keys, pattern = line.split("\t")
    ready = shell.clean_line()
    shell.seen = ""
    shell.send(codecs.decode(keys.encode("latin-1", "backslashreplace"), "unicode_escape"))
    good = shell.comes(pattern)
    print("%d %s: %s" % (0 if good and ready else 1, name, what))
    if not good:
        print("# no %s in: %r" % (pattern, control.sub("", shell.seen)))
os.kill(shell.pid, signal.SIGHUP)
os.close(shell.fd)
os.waitpid(shell.pid, 0)
