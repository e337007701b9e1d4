package billing

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ledger is what the next bill of an account, and of those below it, starts from: the period that is open, and what earlier bills did. It is written
// once a bill, and whenever something comes in that the next bill has to know of, so that two who bill the same account at
// once cannot both succeed.
type ledger struct {
	store.Meta                         // the account's id
	Customer   string                  `json:"customer"`
	Parents    bool                    `json:"parents,omitempty"` // it has sub-accounts
	Open       calendar.Period         `json:"open"`              // the first that is not billed
	DueAt      time.Time               `json:"dueAt,omitzero"`
	Idle       bool                    `json:"idle,omitempty"` // closed, and nothing is left to bill
	Last       string                  `json:"last,omitempty"` // the last bill made
	Billed     []charge.Billed         `json:"billed,omitempty"`
	Pages      []pageRef               `json:"pages,omitempty"` // where there is what was billed before Billed
	PageNo     int                     `json:"pageNo,omitempty"`
	Settled    calendar.Date           `json:"settled,omitzero"` // what was for days before it is not in Billed any more
	Balances   []rating.Balance        `json:"balance,omitempty"`
	Previous   *Summary                `json:"previous,omitempty"`
	Used       map[string]money.Amount `json:"used,omitempty"` // of discounts with a cap on all bills
	Fault      *RunFault               `json:"fault,omitempty"`
	Inputs     int64                   `json:"inputs,omitempty"`  // how many things came in
	Entries    bool                    `json:"entries,omitempty"` // something may be open that is billed once
}

// buckets is into how many parts accounts are divided, by a stable hash of their id. It is stored in keys: it never changes.
const buckets = 256

const (
	keyRun   = "run"     // bucket and instant at which the account is due
	keyFault = "faulted" // accounts that could not be billed
	faulted  = "yes"
)

var ledgers = store.NewCollection("billing.ledger", func(l *ledger) []store.Key {
	var keys []store.Key
	if !l.DueAt.IsZero() {
		keys = append(keys, store.Key{Name: keyRun, Value: runKey(bucketOf(l.ID), l.DueAt)})
	}
	if l.Fault != nil {
		keys = append(keys, store.Key{Name: keyFault, Value: faulted})
	}
	return keys
})

func bucketOf(account string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(account))
	sum := h.Sum32()
	return int((sum ^ sum>>16) % buckets)
}

func runKey(bucket int, at time.Time) string {
	return fmt.Sprintf("%02x/%s", bucket, store.TimeKey(at))
}

// runKeysEnd is behind all keys of a bucket: "0" comes behind "/".
func runKeysEnd(bucket int) string { return fmt.Sprintf("%02x0", bucket) }

func (s *Service) newLedger(a Account) (ledger, error) {
	cycle, err := charge.BillCycle(a.CycleDay, a.Zone)
	if err != nil {
		return ledger{}, err
	}
	zone, err := calendar.LoadZone(a.Zone)
	if err != nil {
		return ledger{}, err
	}
	open, err := cycle.Period(calendar.FirstInstant(a.Opened, zone))
	if err != nil {
		return ledger{}, err
	}
	l := ledger{Meta: store.Meta{ID: a.ID}, Customer: a.Customer}
	return s.opened(l, open), nil
}

// opened is the ledger with another period open.
func (s *Service) opened(l ledger, open calendar.Period) ledger {
	l.Open, l.DueAt = open, time.Time{}
	if !l.Idle {
		l.DueAt = open.End().Add(s.config.BillAfter)
	}
	return l
}

func (l ledger) openCase() string { return BillCase(l.ID, l.Open.From()) }

// ledgerOf is the ledger on which an account is billed: its own, or its parent's.
func (s *Service) ledgerOf(u *work.Unit, a Account) (ledger, error) { return ledgers.Get(u, a.payer()) }

// payer is the account on whose bill this one stands.
func (a Account) payer() string { return cmp.Or(a.Parent, a.ID) }

// noted is touched for something that is billed once.
func (s *Service) noted(u *work.Unit, a Account) (ledger, error) {
	l, err := s.touched(u, a)
	if err != nil || l.Entries {
		return l, err
	}
	l.Entries = true
	return l, ledgers.Put(u, &l)
}

// touched notes that something came in for an account, and returns the ledger on which it is billed, as it is now. An account
// that was idle is due again.
func (s *Service) touched(u *work.Unit, a Account) (ledger, error) {
	l, err := s.ledgerOf(u, a)
	if err != nil {
		return l, err
	}
	l.Inputs++
	l.Idle = false
	l = s.opened(l, l.Open)
	return l, ledgers.Put(u, &l)
}

func (s *Service) touch(u *work.Unit, account string) error {
	a, err := accounts.Get(u, account)
	if err == nil {
		_, err = s.touched(u, a)
	}
	return err
}
