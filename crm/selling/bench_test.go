package selling_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func BenchmarkDrawUp(b *testing.B) {
	portfolio, terms := extranet(), keyAccount()
	draft := selling.Draft{Customer: "dealer-a", Items: []selling.DraftItem{{Offering: "dsl-access"}, {Offering: "car-configurator", Quantity: 20}}}
	for b.Loop() {
		if _, err := selling.DrawUp(portfolio, terms, draft); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkService_Propose(b *testing.B) {
	s, err := selling.New(work.New(memory.New(), nil), config())
	if err != nil {
		b.Fatal(err)
	}
	draft := selling.Draft{Customer: "dealer-a", Items: []selling.DraftItem{{Offering: "dsl-access"}, {Offering: "car-configurator", Quantity: 20}}}
	for b.Loop() {
		if _, err := s.Propose(b.Context(), draft); err != nil {
			b.Fatal(err)
		}
	}
}
