package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

// asked is what the command line asks for.
type asked struct {
	day  *calendar.Date // nil: the record tells
	asOf time.Time
}

// read reads the command line, all its faults at once, before any file is opened.
func (o options) read(now time.Time) (asked, error) {
	var c fault.Check
	c.That(len(o.rest) == 0, "arguments", fault.RuleUnknown, fmt.Sprintf("%q: files are named by -agreement and -record; -h lists the options", o.rest))
	c.That(o.lang == "en" || o.lang == "de", "-lang", fault.RuleUnknown, fmt.Sprintf("%q is no language here; use en or de", o.lang))
	q := asked{asOf: now}
	if o.in != "" {
		day, err := calendar.Parse(o.in)
		c.That(err == nil, "-in", fault.RuleFormat, fmt.Sprintf("%q is no day; write it like 2026-05-31", o.in))
		q.day = &day
	}
	if o.asOf != "" {
		var err error
		q.asOf, err = time.Parse(time.RFC3339, o.asOf)
		c.That(err == nil, "-asof", fault.RuleFormat, fmt.Sprintf("%q is no instant; write it with its zone, like 2026-05-31T18:00:00+02:00", o.asOf))
	}
	return q, c.Err("the command line")
}

// period is the one asked for.
func (q asked) period(a sla.Agreement, r sla.Record) (calendar.Period, error) {
	in, known := first(r)
	if q.day != nil {
		zone, err := calendar.LoadZone(a.Cycle.Zone)
		if err != nil {
			return calendar.Period{}, err
		}
		in, known = calendar.FirstInstant(*q.day, zone), true
	}
	var c fault.Check
	c.That(known, "-in", fault.RuleRequired, "must name a day of the period: the record has nothing that would tell it")
	if err := c.Err("the command line"); err != nil {
		return calendar.Period{}, err
	}
	return a.Cycle.Period(in)
}

// first is the earliest instant of which the record tells.
func first(r sla.Record) (at time.Time, known bool) {
	see := func(t time.Time) {
		if !t.IsZero() && (!known || t.Before(at)) {
			at, known = t, true
		}
	}
	for _, o := range r.Outages {
		see(o.Start)
	}
	for _, one := range r.Repairs {
		see(one.Reported)
	}
	for _, all := range r.Samples {
		for _, s := range all {
			see(s.At)
		}
	}
	for _, all := range r.Counts {
		for _, s := range all {
			see(s.At)
		}
	}
	return at, known
}

// fees is the flag -fee.
type fees map[string]money.Amount

func (f fees) String() string { return "" }

// Set reads "Basic charge=490.00 EUR".
func (f *fees) Set(text string) error {
	name, amount, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("write the fee's name and amount, like \"Basic charge=490.00 EUR\"")
	}
	a, err := money.ParseAmount(amount)
	if err != nil {
		return err
	}
	if *f == nil {
		*f = fees{}
	}
	(*f)[name] = a
	return nil
}

// setGranted reads the flag -granted.
func (o *options) setGranted(text string) error {
	a, err := money.ParseAmount(text)
	o.granted = &a
	return err
}

// onto puts the fees in the place of those of a record.
func (f fees) onto(record map[string]money.Amount) map[string]money.Amount {
	if record == nil {
		record = map[string]money.Amount{}
	}
	maps.Copy(record, f)
	return record
}

func printJSON(out io.Writer, r sla.Report) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}
