package main

import (
	"flag"
	"fmt"

	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

// options are the program's flags.
type options struct {
	accounts, usage, slices int
	store, lang             string
	dry, bill               bool
}

func (o *options) flags() {
	flag.IntVar(&o.accounts, "accounts", 1000, "how many accounts are billed")
	flag.IntVar(&o.usage, "usage", 20, "how many records of usage each account has")
	flag.IntVar(&o.slices, "slices", 1, "into how many parts the run is divided, which run side by side")
	flag.StringVar(&o.store, "store", "sqlite", "sqlite (a file that is gone at the end), sqlite:FILE, memory or postgres:DSN")
	flag.StringVar(&o.lang, "lang", "en", "language of the output: en or de")
	flag.BoolVar(&o.dry, "dry", false, "compute all bills and change nothing")
	flag.BoolVar(&o.bill, "bill", false, "print the bill of the first account")
}

func (o *options) check(rest []string) error {
	if o.store == "sqlite" {
		o.store = ""
	}
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q: there are only options; see -help", rest)
	case o.accounts < 1 || o.accounts > 10_000_000:
		return fmt.Errorf("-accounts %d: must be 1 to 10000000", o.accounts)
	case o.usage < 0 || o.usage > 300:
		return fmt.Errorf("-usage %d: must be 0 to 300", o.usage)
	case o.slices < 1 || o.slices > 256:
		return fmt.Errorf("-slices %d: must be 1 to 256", o.slices)
	case o.lang != "en" && o.lang != "de":
		return fmt.Errorf("-lang %q: use en or de", o.lang)
	case !stage.Known(o.store):
		return fmt.Errorf("-store %q: use sqlite, sqlite:FILE, memory or postgres:DSN", o.store)
	}
	return nil
}
