//go:build !unix

package etomtest

import "fmt"

func startPostgres(string) (string, error) {
	return "", fmt.Errorf("%w; on this system only the variable will do", errNoPostgres)
}
