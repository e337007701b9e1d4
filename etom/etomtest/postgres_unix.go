//go:build unix

package etomtest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// keeper runs the server until its standard input ends, which is when the test process does, be it by kill -9; then it
// stops the server and clears away. The server sorts by a locale where it can, because that is where a forgotten
// COLLATE "C" shows.
const keeper = `
folder=$1 bin=$2
trap '' INT TERM HUP
trap 'rm -rf "$folder"' EXIT
init() { "$bin/initdb" -D "$folder/data" -U etom --auth=trust --encoding=UTF8 --locale=C --no-sync "$@" >&2; }
init --locale-provider=icu --icu-locale=en-US || init || exit 1
"$bin/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" -c max_connections=500 \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c lc_messages=C >&2 &
server=$!
while read -r _; do :; done
kill -QUIT $server
wait $server
`

// startPostgres starts a server from the programs in the folder bin, and returns the folder of its socket.
func startPostgres(bin string) (string, error) {
	folder, err := os.MkdirTemp("", "etom-postgres-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("sh", "-c", keeper, "sh", folder, bin)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // an interrupt from the keyboard is for the test process
	if os.Geteuid() == 0 {
		if err := demote(cmd, folder); err != nil {
			return "", err
		}
	}
	if _, err := cmd.StdinPipe(); err != nil { // never closed but by the end of this process
		return "", err
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	if err := ready(log); err != nil {
		return "", err
	}
	go func() { // the server must not be stopped by a full pipe; and cmd must live, or its pipe would be closed
		_, _ = io.Copy(io.Discard, log)
		_ = cmd.Wait()
	}()
	return folder, nil
}

// demote makes the command run as a user that is not root, which PostgreSQL refuses to be, and gives it the folder.
func demote(cmd *exec.Cmd, folder string) error {
	owner, err := user.Lookup("postgres")
	if err != nil {
		owner, err = user.Lookup("nobody")
	}
	if err != nil {
		return fmt.Errorf("PostgreSQL does not run as root, and there is neither a user postgres nor nobody: %w", err)
	}
	uid, err := strconv.ParseUint(owner.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(owner.Gid, 10, 32)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(folder, int(uid), int(gid))
}

// ready reads the server's log until it says that it takes connections.
func ready(log io.Reader) error {
	var said strings.Builder
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "ready to accept connections") {
			return nil
		}
		if strings.Contains(lines.Text(), "FATAL:") {
			break
		}
	}
	return fmt.Errorf("the server did not start:\n%s", said.String())
}
