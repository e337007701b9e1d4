package camt

import (
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// File is what Read has read. Treat it as immutable.
type File struct {
	Version    string      `json:"version,omitempty"` // of the namespace, such as camt.053.001.08
	Message    string      `json:"messageId,omitempty"`
	Statements []Statement `json:"statement"`
}

// Statement is one statement of one account.
type Statement struct {
	Line     int            `json:"line"` // of the file, from 1
	ID       string         `json:"id"`
	Number   string         `json:"number,omitempty"` // the bank's, of the year
	Account  string         `json:"account"`          // the IBAN, or the number of an account that has none
	Currency money.Currency `json:"currency"`
	Created  time.Time      `json:"created,omitzero"`
	Opening  *Balance       `json:"opening,omitempty"`
	Closing  *Balance       `json:"closing,omitempty"`
	Entries  []Entry        `json:"entry,omitempty"`   // the good ones, in the order of the file
	Bad      []Bad          `json:"bad,omitempty"`     // those that could not be read
	Findings []Finding      `json:"finding,omitempty"` // about the whole
}

// Balance is a balance of the account: negative if the account is overdrawn.
type Balance struct {
	Code   string        `json:"code"` // OPBD, PRCD, CLBD, ITBD
	On     calendar.Date `json:"on,omitzero"`
	Amount money.Amount  `json:"amount"`
}

// Status is the status of an entry.
type Status string

// The statuses of ISO 20022.
const (
	Booked      Status = "BOOK"
	Pending     Status = "PDNG"
	Information Status = "INFO"
	Future      Status = "FUTR"
)

// Entry is one entry of a statement.
type Entry struct {
	Line      int           `json:"line"`
	No        int           `json:"no"` // of the statement, from 1, bad ones counted
	ID        string        `json:"id"` // the same for the same entry of the same statement
	Status    Status        `json:"status"`
	Amount    money.Amount  `json:"amount"`             // not negative
	Credit    bool          `json:"credit"`             // money came in
	Reversal  bool          `json:"reversal,omitempty"` // it takes back an earlier entry
	Booking   calendar.Date `json:"booking"`
	Value     calendar.Date `json:"value"`
	Code      string        `json:"code,omitempty"`      // bank transaction code, such as PMNT/RDDT/UPDD
	Reference string        `json:"reference,omitempty"` // the bank's
	Batch     int           `json:"batch,omitempty"`     // how many transactions the bank says it has
	Info      string        `json:"info,omitempty"`
	Details   []Detail      `json:"detail"` // at least one; their amounts add up to the entry's
}

// Signed is the entry's amount, negative if money went out.
func (e Entry) Signed() money.Amount {
	if e.Credit {
		return e.Amount
	}
	return e.Amount.Neg()
}

// Detail is one transaction of an entry.
type Detail struct {
	Line         int           `json:"line"`
	Amount       money.Amount  `json:"amount"` // not negative
	Credit       bool          `json:"credit"` // money came in: what the entry says, unless the transaction says otherwise
	Instructed   *money.Amount `json:"instructed,omitempty"`
	Charges      *money.Amount `json:"charges,omitempty"`
	EndToEnd     string        `json:"endToEndId,omitempty"`
	Mandate      string        `json:"mandateId,omitempty"`
	Transaction  string        `json:"transactionId,omitempty"`
	Name         string        `json:"name,omitempty"` // of the other side
	IBAN         string        `json:"iban,omitempty"` // of the other side
	Unstructured []string      `json:"unstructured,omitempty"`
	Structured   []string      `json:"structured,omitempty"` // creditor references and numbers of documents
	Return       *Return       `json:"return,omitempty"`     // a transaction went back
	Info         string        `json:"info,omitempty"`
}

// Text is what was written without a form, in one.
func (d Detail) Text() string { return strings.Join(d.Unstructured, " ") }

// Return says why a transaction went back.
type Return struct {
	Code string `json:"code,omitempty"` // ISO 20022 external code, such as AC04, AM04, MD06
	Text string `json:"text,omitempty"`
}

// Bad is an entry that could not be read, with all that is wrong with it.
type Bad struct {
	Line      int           `json:"line"`
	No        int           `json:"no"`
	Reference string        `json:"reference,omitempty"`
	Fields    []fault.Field `json:"field"` // each with its line in front of its message
}

// Finding is what is remarkable about a statement that can be read.
type Finding struct {
	Code string `json:"code"`
	Text string `json:"text"`
	De   string `json:"de"`
}

// The codes of findings.
const (
	FindingBalance   = "CAMT-BALANCE-01" // opening and entries do not make closing
	FindingNoBalance = "CAMT-BALANCE-02" // a balance is missing: nothing is checked
	FindingBad       = "CAMT-ENTRY-01"   // entries could not be read
)
