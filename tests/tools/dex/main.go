// Dex, as a program that a test tells what happens to it. It is Dex's own server with its own store in memory; only what
// surrounds it is ours, since Dex's program changes keys and lifetimes by the hour and by its configuration alone.
//
// The first line on standard input is JSON: see `options`. Then each line is a word, and each is answered by a line of
// JSON: `requests`, `rotate`, `seconds N`, `revoke TOKEN`, `stop`, `listen`. It ends when its input does.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Who may come, and where it listens.
type options struct {
	Port    int      `json:"port"`
	Clients []client `json:"clients"`
	People  []person `json:"people"`
	// Seconds that tokens last.
	Seconds int `json:"seconds"`
}

type client struct {
	ID        string   `json:"id"`
	Secret    string   `json:"secret"`
	Redirects []string `json:"redirect_uris"`
	Goodbyes  []string `json:"post_logout_redirect_uris"`
}

type person struct {
	ID       string   `json:"id"`
	Username string   `json:"username"`
	Name     string   `json:"name"`
	Email    string   `json:"email"`
	Password string   `json:"password"`
	Groups   []string `json:"groups"`
}

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() {
		return fmt.Errorf("the first line says who may come")
	}
	var given options
	if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
		return err
	}
	dex, err := open(ctx, given)
	if err != nil {
		return err
	}
	answers := json.NewEncoder(out)
	if err := answers.Encode(map[string]string{"issuer": dex.issuer}); err != nil {
		return err
	}
	for lines.Scan() {
		answer, err := dex.obey(ctx, lines.Text())
		if err != nil {
			return err
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
	return dex.stop()
}

// obey does what a line says, and gives what is said of it.
func (dex *dex) obey(ctx context.Context, line string) (map[string]int64, error) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "requests":
		return map[string]int64{"requests": dex.requests.Load()}, nil
	case "rotate":
		dex.rotate()
	case "seconds":
		seconds, err := strconv.Atoi(rest)
		if err != nil {
			return nil, err
		}
		return nil, dex.serve(ctx, seconds)
	case "revoke":
		return nil, dex.revoke(ctx, rest)
	case "stop":
		return nil, dex.stop()
	case "listen":
		return nil, dex.listen()
	default:
		return nil, fmt.Errorf("there is no word %q", word)
	}
	return nil, nil
}
