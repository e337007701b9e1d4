//go:build race

package crm_test

// raced tells whether the race detector is on.
const raced = true
