// Package rivals measures the library against the libraries one might take instead, side by side in one run. It is a module
// of its own, so that no rival becomes a dependency of the library.
//
//	go test -bench . github.com/etomcrm/etomcrm/examples/rivals
//
// Each benchmark first asks that both sides give the same answer; a benchmark named …_ratio reports how many times faster
// ours is (x_faster). Figures depend on the machine; ratios hardly do.
package rivals
