// Package rivals measures the library against the libraries one might take instead, side by side in one run. It is a module
// of its own, so that no rival becomes a dependency of the library.
//
//	go test -bench . github.com/etomcrm/etomcrm/examples/rivals
//
// Each benchmark asks that both sides give the same answer; a benchmark named …_ratio reports how many times faster ours
// is (x_faster), one named …_times_handwritten how many times as long ours takes. Figures depend on the machine; ratios
// hardly do.
package rivals
