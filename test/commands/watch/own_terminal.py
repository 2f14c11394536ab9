"""Runs a program on a terminal of its own. Each line on stdin is a wish as JSON: {"keys": text}, {"size": [rows, columns]},
{"signal": number} or {"hang_up": true}. What the program writes goes to stdout as it is. At its end one JSON line on stderr tells
its exit code (negative: the signal) and whether the terminal is set as it was before."""

import fcntl, json, os, pty, select, signal, struct, sys, termios


def set_size(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


rows, columns, *program = sys.argv[1:]
master, slave = pty.openpty()
set_size(slave, int(rows), int(columns))
before = termios.tcgetattr(slave)
child = os.fork()
if child == 0:
    os.close(master)
    os.login_tty(slave) if hasattr(os, "login_tty") else (
        os.setsid(), fcntl.ioctl(slave, termios.TIOCSCTTY, 0), [os.dup2(slave, fd) for fd in (0, 1, 2)])
    os.execvp(program[0], program)

wishes = b""
code = None
master_open = True
stdin_open = True


def copy_output():
    """False where there is nothing to copy."""
    if not master_open or not select.select([master], [], [], 0)[0]:
        return False
    try:
        data = os.read(master, 65536)
    except OSError:
        return False
    os.write(1, data)
    return bool(data)


def fulfil(wish):
    global master_open
    if "keys" in wish:
        os.write(master, wish["keys"].encode())
    if "size" in wish:
        set_size(slave, *wish["size"])
        os.killpg(child, signal.SIGWINCH)
    if "signal" in wish:
        os.kill(child, wish["signal"])
    if "hang_up" in wish:
        master_open = False
        os.close(slave)
        os.close(master)


while code is None:
    ready = select.select(([master] if master_open else []) + ([0] if stdin_open else []), [], [], 0.05)[0]
    if master_open and master in ready:
        copy_output()
    if 0 in ready:
        data = os.read(0, 65536)
        stdin_open = bool(data)
        *lines, wishes = (wishes + data).split(b"\n")
        for line in lines:
            fulfil(json.loads(line))
    pid, status = os.waitpid(child, os.WNOHANG)
    if pid == child:
        code = os.waitstatus_to_exitcode(status)

while copy_output():
    pass
restored = termios.tcgetattr(slave) == before if master_open else None
print(json.dumps({"code": code, "restored": restored}), file=sys.stderr)
