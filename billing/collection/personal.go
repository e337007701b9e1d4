package collection

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "billing/collection"

// numbered are the fields that name no person: ids, numbers, and the provider's own words.
var numbered = []string{"bill", "no", "account", "item", "reference", "language", "case"}

var (
	scrubAccount = personal.Scrub[Account](numbered...)
	scrubItem    = personal.Scrub[OpenItem](numbered...)
	scrubPayment = personal.Scrub[Received]("account", "item", "payment", "statement", "endToEndId", "rule", "Return.reason")
)

// held is what is kept about customers: what they owe and paid, by which ways, what they promised, and the letters they got.
// Names, bank accounts, mandates and what payers write go; amounts, days and numbers stay, so that the books add up.
var held = personal.Holders{
	personal.Of(accounts, personal.Records[Account]{Holder: holder, Purpose: "to know how the customer pays", Basis: personal.Contract, Key: keyCustomer,
		Case: func(a Account) string { return a.Case },
		Keep: func(u *work.Unit, a Account) (personal.Stay, error) { return openOn(u, a.ID) },
		Scrub: func(a Account) Account {
			a = scrubAccount(a)
			a.Mandates, a.IBANs = nil, nil
			return a
		}}),
	personal.Of(items, personal.Records[OpenItem]{Holder: holder, Purpose: "to know what the customer owes and paid", Basis: personal.Law, Key: keyCustomer,
		Case:  func(i OpenItem) string { return i.Correlation },
		Keep:  func(u *work.Unit, i OpenItem) (personal.Stay, error) { return i.stay(u), nil },
		Scrub: scrubItem}),
	personal.Of(payments, personal.Records[Received]{Holder: holder, Purpose: "to know whose money came in, and what for", Basis: personal.Law, Key: keyCustomer,
		Keep: func(u *work.Unit, p Received) (personal.Stay, error) {
			return voucher(u, p.Unmatched, p.Payment.On, "money is kept that belongs to the customer"), nil
		},
		Scrub: scrubPayment}),
	personal.Of(letters, personal.Records[kept]{Holder: holder, Purpose: "to prove that the customer was warned", Basis: personal.Law,
		Find: lettersOf,
		Keep: func(_ *work.Unit, k kept) (personal.Stay, error) {
			return personal.BusinessLetter.Stay(k.Letter.On), nil
		},
		Scrub: func(k kept) kept { return k }}), // it names nobody
}

// voucher says why a voucher of a day is kept: while something is open of it, and as long as the law says; what is still open
// behind that can be claimed no longer.
func voucher(u *work.Unit, open money.Amount, on calendar.Date, why string) personal.Stay {
	if open.Sign() > 0 && calendar.DateOf(u.At, nil).Before(personal.Voucher.Until(on)) {
		return personal.Open(why)
	}
	return personal.Voucher.Stay(on)
}

func (i OpenItem) stay(u *work.Unit) personal.Stay {
	last := i.Due
	if i.SettledOn.After(last) {
		last = i.SettledOn
	}
	if i.State == WrittenOff {
		return personal.Voucher.Stay(last)
	}
	return voucher(u, i.Open, last, "the item is not paid")
}

// openOn says why the ways of paying of an account are kept: while something is open on it.
func openOn(u *work.Unit, account string) (personal.Stay, error) {
	open, err := items.By(u, keyOpen, account)
	if err != nil {
		return personal.Stay{}, err
	}
	for _, i := range open {
		if stay := i.stay(u); stay.Until.IsZero() && stay.Why != "" {
			return personal.Open("something is owed on the account"), nil
		}
	}
	rest, err := payments.By(u, keyRest, account)
	if err != nil || len(rest) == 0 {
		return personal.Stay{}, err
	}
	return personal.Open("money is kept for the account"), nil
}

func lettersOf(u *work.Unit, customer string) ([]kept, error) {
	all, err := accounts.By(u, keyCustomer, customer)
	if err != nil {
		return nil, err
	}
	var found []kept
	for _, a := range all {
		some, err := letters.By(u, keyAccount, a.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// Personal shows what is kept of what a customer owes and paid; it implements personal.Holder. Money of which nobody knows whose
// it is, is nobody's: Assign it first.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes names, bank accounts and what payers wrote out of what is kept, but for what is open, and as long as the law says;
// it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("no", "payment", "rule", "name", "nameDe", "source")
