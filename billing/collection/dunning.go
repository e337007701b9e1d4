package collection

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Level is one row of the dunning table. An item moves up one level at a time.
type Level struct {
	Code     string       `json:"code"` // stable, such as COLLECTION-DUNNING-1
	Name     string       `json:"name"`
	De       string       `json:"nameDe"`
	Text     string       `json:"text"`
	TextDe   string       `json:"textDe"`
	Days     int          `json:"days"`               // an item is at least so many days overdue
	Gap      int          `json:"gap"`                // at least so many days lie between the letter before and this one; at least 1
	Least    money.Amount `json:"least"`              // less than this overdue on the account is not asked for
	Fee      money.Amount `json:"fee"`                // for the letter
	Interest bool         `json:"interest,omitempty"` // interest for late payment is asked for
	LumpSum  bool         `json:"lumpSum,omitempty"`  // of a business, the lump sum of § 288 (5) BGB for each bill, once
	Blocking bool         `json:"blocking,omitempty"` // gives notice of blocking, if the conditions of Blocking hold
	PayIn    int          `json:"payIn"`              // days to pay, from the day of the letter
}

// Levels is the default dunning table; days, amounts and fees are ours. The fee is what paper and postage cost: one that earns more is void
// (BGH, 26 June 2019, VIII ZR 95/18). A table may have rows in several currencies: each account has those in its own.
func Levels() []Level {
	eur := money.Must
	return []Level{
		{Code: "COLLECTION-DUNNING-1", Name: "Payment reminder", De: "Zahlungserinnerung", Days: 5, Gap: 7, Least: eur("5.00 EUR"), Fee: eur("0.00 EUR"), PayIn: 10,
			Text:   "You may have overlooked that the amounts below are due. Please pay them.",
			TextDe: "Vielleicht haben Sie übersehen, dass die unten genannten Beträge fällig sind. Bitte zahlen Sie."},
		{Code: "COLLECTION-DUNNING-2", Name: "Dunning notice", De: "Mahnung", Days: 19, Gap: 10, Least: eur("5.00 EUR"), Fee: eur("1.50 EUR"), PayIn: 10,
			Interest: true, LumpSum: true,
			Text:   "In spite of our reminder the amounts below are not paid. Please pay them by the date given.",
			TextDe: "Trotz unserer Erinnerung sind die unten genannten Beträge nicht bezahlt. Bitte zahlen Sie bis zum genannten Tag."},
		{Code: "COLLECTION-DUNNING-3", Name: "Last dunning notice", De: "Letzte Mahnung", Days: 33, Gap: 10, Least: eur("25.00 EUR"), Fee: eur("1.50 EUR"), PayIn: 14,
			Interest: true, LumpSum: true, Blocking: true,
			Text:   "This is our last notice before further steps.",
			TextDe: "Dies ist unsere letzte Mahnung vor weiteren Schritten."},
	}
}

func checkLevels(c *fault.Check, levels []Level) {
	c.That(len(levels) > 0, "levels", fault.RuleRequired, "must have a row")
	for n, l := range levels {
		at := func(field string) string { return fmt.Sprintf("levels[%d].%s", n, field) }
		c.Text(at("code"), l.Code, fault.MaxName)
		c.Text(at("name"), l.Name, fault.MaxName)
		c.Text(at("nameDe"), l.De, fault.MaxName)
		c.Optional(at("text"), l.Text, fault.MaxText)
		c.Optional(at("textDe"), l.TextDe, fault.MaxText)
		c.That(l.Days >= 1, at("days"), fault.RuleRange, "must be at least 1: on the due date itself nothing is overdue")
		before := levelsIn(levels[:n], l.Least.Currency())
		c.That(len(before) == 0 || l.Days > before[len(before)-1].Days, at("days"), fault.RuleRange, "must be more than in the row before it")
		c.That(l.Gap >= 1, at("gap"), fault.RuleRange, "must be at least 1: there is one letter a day at most")
		c.That(l.PayIn >= 1, at("payIn"), fault.RuleRange, "must be at least 1")
		checkAmount(c, at("least"), l.Least)
		checkAmount(c, at("fee"), l.Fee)
		c.That(l.Least.Sign() >= 0, at("least"), fault.RuleRange, "must not be negative")
		c.That(l.Fee.Sign() >= 0, at("fee"), fault.RuleRange, "must not be negative")
		c.That(l.Least.Currency() == l.Fee.Currency(), at("fee"), fault.RuleCurrency, "must be in the currency of least")
	}
}

// levelsIn are the rows in a currency.
func levelsIn(levels []Level, currency money.Currency) []Level {
	var own []Level
	for _, l := range levels {
		if l.Least.Currency() == currency {
			own = append(own, l)
		}
	}
	return own
}

// DunningInput is what a letter follows from. It is a value.
type DunningInput struct {
	Account  Account       `json:"account"`
	Items    []OpenItem    `json:"item"` // of the account; settled ones do no harm
	On       calendar.Date `json:"on"`
	Levels   []Level       `json:"level,omitempty"` // nil: Levels
	Blocking BlockingRules `json:"blocking"`
	Interest InterestRules `json:"interest"`
}

// LetterItem is an item as a dunning letter shows it.
type LetterItem struct {
	Item     string          `json:"item"`
	No       string          `json:"no,omitempty"`
	Kind     Kind            `json:"kind"`
	Due      calendar.Date   `json:"due"`
	Days     int             `json:"days"` // overdue
	Open     money.Amount    `json:"open"`
	Held     money.Amount    `json:"held"`  // disputed or deferred: not asked for
	Asked    money.Amount    `json:"asked"` // open without held
	Level    int             `json:"level"` // reached with this letter, from 1
	Interest *InterestResult `json:"interest,omitempty"`
	Charge   money.Amount    `json:"charge"`  // of the interest, what was not asked for before; nothing if money of an earlier day of value has made it less
	LumpSum  money.Amount    `json:"lumpSum"` // § 288 (5) BGB
}

// Letter is a dunning letter: figures and reasons. What is sent is made of it outside.
type Letter struct {
	ID       string         `json:"id"`
	Customer string         `json:"customer"`
	Account  string         `json:"account"`
	No       int            `json:"no"` // of the account's letters, from 1
	On       calendar.Date  `json:"on"`
	Level    int            `json:"level"` // from 1
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	De       string         `json:"nameDe"`
	Text     string         `json:"text"`
	TextDe   string         `json:"textDe"`
	Language string         `json:"language,omitempty"`
	Items    []LetterItem   `json:"item"`
	Asked    money.Amount   `json:"asked"` // of the items
	Fee      money.Amount   `json:"fee"`
	Interest money.Amount   `json:"interest"`
	LumpSum  money.Amount   `json:"lumpSum"`
	Total    money.Amount   `json:"total"`
	PayBy    calendar.Date  `json:"payBy"`
	BlockOn  calendar.Date  `json:"blockOn,omitzero"` // the first day on which services may be blocked, if notice is given with this letter
	Why      []fault.Reason `json:"why"`
}

// The codes of dunning's reasons.
const (
	ReasonLevelReached  = "COLLECTION-DUNNING-10"
	ReasonNothingDue    = "COLLECTION-DUNNING-11"
	ReasonTooEarly      = "COLLECTION-DUNNING-12"
	ReasonTooLittle     = "COLLECTION-DUNNING-13"
	ReasonPromised      = "COLLECTION-DUNNING-14"
	ReasonPaused        = "COLLECTION-DUNNING-15"
	ReasonAllLevels     = "COLLECTION-DUNNING-16"
	ReasonHeld          = "COLLECTION-DUNNING-17"
	ReasonFeeInLumpSum  = "COLLECTION-DUNNING-18"
	ReasonBlockNoticed  = "COLLECTION-BLOCKING-01"
	ReasonBlockTooFew   = "COLLECTION-BLOCKING-02"
	ReasonBlockTooSmall = "COLLECTION-BLOCKING-03"
	ReasonBlockEarly    = "COLLECTION-BLOCKING-04"
	ReasonBlockDue      = "COLLECTION-BLOCKING-05"
	ReasonUnblock       = "COLLECTION-BLOCKING-06"
	ReasonBlockPromised = "COLLECTION-BLOCKING-07"
	ReasonBlockNever    = "COLLECTION-BLOCKING-08"
)

func because(code, format string, facts ...any) fault.Reason {
	return fault.Reason{Code: code, Message: fmt.Sprintf(format, facts...)}
}
