//go:build !race

package fit_test

// raced tells whether the race detector is on.
const raced = false
