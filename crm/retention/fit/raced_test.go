//go:build race

package fit_test

// raced tells whether the race detector is on, under which a fit takes about ten times as long.
const raced = true
