package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Model is a logistic model: the log-odds of the target's positive value are the intercept and, for every term, its coefficient times
// the term's value. It is a plain value, written and read as JSON; one that was made by hand or read is checked with Check. Nothing
// here changes it; safe for concurrent use as long as the caller does not either.
type Model struct {
	Name           string  `json:"name"`
	Version        string  `json:"version"`
	Target         string  `json:"target"`
	Positive       string  `json:"positive"` // whose probability the score is
	Intercept      float64 `json:"intercept"`
	InterceptError float64 `json:"interceptError"` // standard error
	Inputs         []Input `json:"inputs"`
	Terms          []Term  `json:"terms"` // in the order of the inputs
	FittedOn       Fitted  `json:"fittedOn"`
}

// Input is a fact that the model asks for.
type Input struct {
	Column
	Base  string  `json:"base,omitempty"` // of texts: the level without a term, whose coefficient is 0
	Least float64 `json:"least"`          // of numbers: the least in the rows of the fit
	Most  float64 `json:"most"`           // of numbers: the most in the rows of the fit
}

// Term is what the log-odds are a sum of: a number's coefficient, or that of one level of a text.
type Term struct {
	Input         string  `json:"input"`
	Level         string  `json:"level,omitempty"` // of texts
	Coefficient   float64 `json:"coefficient"`     // per unit of the number; of a level: against the base
	StandardError float64 `json:"standardError"`
	Mean          float64 `json:"mean"`             // of the average customer of the fit: the number's mean, the level's share
	LeftOut       bool    `json:"leftOut,omitzero"` // it follows from other terms, so the fit left it at 0
}

// Name is the term's: tenure, or Contract=One year.
func (t Term) Name() string {
	if t.Level == "" {
		return t.Input
	}
	return t.Input + "=" + t.Level
}

// Fitted says what a model was fitted on.
type Fitted struct {
	Rows          int           `json:"rows"`
	Positives     int           `json:"positives"`
	Dropped       int           `json:"dropped"`         // rows left out because a value was missing
	From          calendar.Date `json:"from,omitzero"`   // the period of the data, if it was named
	To            calendar.Date `json:"to,omitzero"`     // the day after it
	Penalty       float64       `json:"penalty"`         // of the squared standardised coefficients; 0: none
	LogLikelihood float64       `json:"logLikelihood"`   // without the penalty
	Source        string        `json:"source,omitzero"` // where the data came from
}

// Check answers fault.ErrInvalid with all that is wrong with the model.
func (m Model) Check() error {
	var c fault.Check
	c.Text("name", m.Name, fault.MaxName)
	c.Text("version", m.Version, fault.MaxName)
	c.Text("target", m.Target, fault.MaxName)
	c.Text("positive", m.Positive, fault.MaxName)
	finite(&c, "intercept", m.Intercept)
	standardError(&c, "interceptError", m.InterceptError)
	at, names, codes := 0, map[string]bool{}, map[string]bool{}
	for i, in := range m.Inputs {
		path := fmt.Sprintf("inputs[%d].", i)
		in.check(&c, path)
		c.That(!names[in.Name], path+"name", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", in.Name))
		c.That(!codes[in.code()], path+"code", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", in.code()))
		names[in.Name], codes[in.code()] = true, true
		at = m.checkTerms(&c, in, at)
	}
	c.That(at == len(m.Terms), "terms", fault.RuleReference, "must stand in the order of the inputs, each below one of them")
	f := m.FittedOn
	c.That(f.Rows >= 0 && f.Positives >= 0 && f.Positives <= f.Rows && f.Dropped >= 0, "fittedOn", fault.RuleRange, "there are 0 to all rows that are positive")
	c.That(f.From.IsZero() || f.To.IsZero() || f.From.Before(f.To), "fittedOn.to", fault.RuleRange, "must be behind from: it is the day after the period")
	finite(&c, "fittedOn.logLikelihood", f.LogLikelihood)
	standardError(&c, "fittedOn.penalty", f.Penalty)
	return c.Err(fault.Subject("model", m.Name))
}

func (in Input) check(c *fault.Check, path string) {
	in.Column.check(c, path)
	finite(c, path+"least", in.Least)
	finite(c, path+"most", in.Most)
	c.That(in.Least <= in.Most, path+"most", fault.RuleRange, "must be at least least")
	c.That((in.Base != "") == (in.Kind == Text), path+"base", fault.RuleRequired, "is the level of a text that has no term; numbers have none")
}

// checkTerms looks at the terms of an input, which begin at a place; it returns where they end.
func (m Model) checkTerms(c *fault.Check, in Input, at int) int {
	levels := []string{in.Base}
	for ; at < len(m.Terms) && m.Terms[at].Input == in.Name; at++ {
		t, path := m.Terms[at], fmt.Sprintf("terms[%d].", at)
		finite(c, path+"coefficient", t.Coefficient)
		finite(c, path+"mean", t.Mean)
		standardError(c, path+"standardError", t.StandardError)
		c.That(in.Kind != Text || t.Mean >= 0 && t.Mean <= 1, path+"mean", fault.RuleRange, "is the level's share, 0 to 1")
		c.That((t.Level != "") == (in.Kind == Text), path+"level", fault.RuleRequired, "is what the terms of a text have, and no number's")
		c.That(in.Kind != Text || !slices.Contains(levels, t.Level), path+"level", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", t.Level))
		c.That(in.Kind != Number || len(levels) == 1, path+"input", fault.RuleDuplicate, fmt.Sprintf("the number %q has a term", in.Name))
		levels = append(levels, t.Level)
	}
	return at
}

func finite(c *fault.Check, path string, x float64) {
	c.That(!math.IsNaN(x) && !math.IsInf(x, 0), path, fault.RuleRange, "must be a finite number")
}

func standardError(c *fault.Check, path string, x float64) {
	c.That(x >= 0 && !math.IsInf(x, 0), path, fault.RuleRange, "must be a finite number, not negative")
}

// Parse reads a model written as JSON and checks it. Fields it does not know are fault.ErrInvalid.
func Parse(text []byte) (Model, error) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	var m Model
	err := in.Decode(&m)
	if _, more := in.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("something stands behind it")
	}
	if err != nil {
		return Model{}, &fault.Invalid{Subject: "model", Fields: []fault.Field{{Rule: fault.RuleFormat, Message: err.Error()}}}
	}
	if err := m.Check(); err != nil {
		return Model{}, err
	}
	return m, nil
}

// Fingerprint is a hash of all that the model says: two of one name and version with other contents are told apart by it. It is 64
// hexadecimal digits; of a model that Check refuses it may be empty.
func (m Model) Fingerprint() string {
	text, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
