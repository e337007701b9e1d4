package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// options are the program's flags.
type options struct {
	csv, out, lang, customer              string
	id, target, positive, separator, lost string
	recode                                map[string]string
	folds                                 int
	l2                                    float64
	rest                                  []string // what stands behind the flags: nothing may
}

func (o *options) flags(f *flag.FlagSet) {
	f.StringVar(&o.csv, "csv", "", "the customers, a .csv or .csv.gz file with a heading; empty: made up")
	f.StringVar(&o.id, "id", "", "the file's column that names the customers; empty: there is none")
	f.StringVar(&o.target, "target", "Churn", "the file's column that says whether the customer left")
	f.StringVar(&o.positive, "positive", "Yes", "what stands there if so")
	f.StringVar(&o.separator, "separator", ",", "between the file's cells")
	f.StringVar(&o.lost, "missing", "drop", "what becomes of rows with a missing value: drop, refuse, or level (of texts, a level of its own)")
	f.Func("recode", "a text that is read as another one, such as \"No internet service=No\"; may be given several times", o.addRecode)
	f.StringVar(&o.customer, "customer", "", "the customer to be explained, by id; empty: the one most likely to leave next")
	f.StringVar(&o.out, "out", "", "a folder for lift.svg, calibration.svg and model.json; empty: a new one for temporary files")
	f.StringVar(&o.lang, "lang", "en", "language of the output: en or de")
	f.IntVar(&o.folds, "folds", 5, "in how many folds the model is validated")
	f.Float64Var(&o.l2, "l2", 0, "penalty on large coefficients; 0: none")
}

func (o *options) addRecode(text string) error {
	from, to, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("%q has no =", text)
	}
	if o.recode == nil {
		o.recode = map[string]string{}
	}
	o.recode[from] = to
	return nil
}

func (o options) check() error {
	var c fault.Check
	c.That(o.lang == "en" || o.lang == "de", "-lang", fault.RuleUnknown, fmt.Sprintf("%q is not spoken here; use en or de", o.lang))
	c.That(o.folds >= 2, "-folds", fault.RuleRange, "must be at least 2")
	c.That(o.l2 >= 0 && !math.IsInf(o.l2, 0), "-l2", fault.RuleRange, "must not be negative")
	c.That(len(o.rest) == 0, "arguments", fault.RuleUnknown, fmt.Sprintf("%q: there are only options; see -help", o.rest))
	return c.Err("command line")
}

// folder is where files are written; it is made if it is not there.
func (o options) folder() (string, error) {
	if o.out == "" {
		return os.MkdirTemp("", "churn-")
	}
	return o.out, os.MkdirAll(o.out, 0o755)
}

// source is where the customers come from.
type source struct {
	name  string
	data  *model.Data
	aside []fault.Reason     // columns that are not looked at
	truth map[string]float64 // of made-up customers: the coefficients by which they leave
}

func (o options) source() (source, error) {
	if o.csv == "" {
		return madeUp()
	}
	text, err := read(o.csv)
	if err != nil {
		return source{}, fmt.Errorf("-csv: %w", err)
	}
	missing := model.Missing(o.lost)
	layout, aside, err := model.Detect(bytes.NewReader(text), model.Layout{ID: o.id, Target: o.target, Positive: o.positive, Separator: cmp.Or(o.separator, ",")},
		model.Column{Missing: missing, Unseen: model.Average, Recode: o.recode})
	if err != nil {
		return source{}, err
	}
	data, err := model.Read(bytes.NewReader(text), layout)
	return source{name: filepath.Base(o.csv), data: data, aside: aside}, err
}

// read reads a file, unpacked.
func read(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return text, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpacked)
}
