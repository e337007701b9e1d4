package sla

import (
	"fmt"
	"strconv"
	"strings"
)

// relocate turns a path of the counting, outages[2].end, into that of the record, outage[5].end: only some of its entries were
// counted.
func relocate(path string, where map[string][]int) string {
	list, rest, ok := strings.Cut(path, "[")
	if !ok {
		return path
	}
	digits, rest, _ := strings.Cut(rest, "]")
	n, err := strconv.Atoi(digits)
	if at, known := where[list]; err == nil && known && n < len(at) {
		return fmt.Sprintf("%s[%d]%s", strings.TrimSuffix(list, "s"), at[n], rest)
	}
	return path
}
