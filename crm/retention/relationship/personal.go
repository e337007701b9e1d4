package relationship

import (
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "crm/retention/relationship"

var held = personal.Holders{
	personal.Of(endings, personal.Records[Ending]{Holder: holder, Purpose: "to end the relationship as it was given notice of", Basis: personal.Contract, Key: keyCustomer,
		Keep: func(_ *work.Unit, e Ending) (personal.Stay, error) {
			if !life.Final(e.State) {
				return personal.Open("the relationship is ending"), nil
			}
			return personal.BusinessLetter.Stay(e.NoticedOn), nil
		}}),
	personal.Of(entries, personal.Records[Entry]{Holder: holder, Purpose: "to know how the relationship has changed", Basis: personal.Contract, Key: keyCustomer,
		Keep: func(u *work.Unit, e Entry) (personal.Stay, error) { return whileItGoesOn(u, e.Customer) }}),
	personal.Of(relationships, personal.Records[Relationship]{Holder: holder, Purpose: "to know since when there is a relationship, and whether it is suspended", Basis: personal.Contract,
		Find: func(u *work.Unit, customer string) ([]Relationship, error) {
			r, found, err := relationships.Find(u, customer)
			if err != nil || !found {
				return nil, err
			}
			return []Relationship{r}, nil
		},
		Keep: func(u *work.Unit, r Relationship) (personal.Stay, error) { return whileItGoesOn(u, r.ID) }}),
}

func whileItGoesOn(u *work.Unit, customer string) (personal.Stay, error) {
	r, found, err := relationships.Find(u, customer)
	if err != nil || !found || r.Ended() {
		return personal.Stay{}, err
	}
	return personal.Open("the relationship goes on"), nil
}

// Personal implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase implements personal.Holder: a relationship that goes on stays, and so do notices for as long as letters must be kept.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}
