package marketing_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/marketing"
)

func TestSelection_says_why_a_candidate_is_left_out(t *testing.T) {
	t.Parallel()
	dealers := marketing.Selection{Segments: []string{"dealer", "importer"}, Attributes: map[string]string{"region": "south", "size": "large"}, NotHolding: []string{"extranet", "dsl"}}
	rows := map[string]struct {
		to        marketing.Selection
		candidate marketing.Candidate
		want      []string
	}{
		"everybody who consents":                    {marketing.Selection{}, marketing.Candidate{Consent: true}, nil},
		"who has not consented":                     {marketing.Selection{}, marketing.Candidate{}, []string{"MARKETING-AUDIENCE-01 the customer has not consented"}},
		"who has not, where the law permits it":     {marketing.Selection{WithoutConsent: true}, marketing.Candidate{}, nil},
		"who objects, although the law permits it":  {marketing.Selection{WithoutConsent: true}, marketing.Candidate{Objects: true}, []string{"MARKETING-AUDIENCE-05 the customer objects to marketing"}},
		"who objects, although they once consented": {marketing.Selection{}, marketing.Candidate{Consent: true, Objects: true}, []string{"MARKETING-AUDIENCE-05 the customer objects to marketing"}},
		"one of the segments":                       {dealers, marketing.Candidate{Consent: true, Segment: "importer", Attributes: map[string]string{"region": "south", "size": "large", "x": "y"}}, nil},
		"who has another product than those":        {dealers, marketing.Candidate{Consent: true, Segment: "dealer", Attributes: map[string]string{"region": "south", "size": "large"}, Holds: []string{"isdn"}}, nil},
		"every reason at once, in the table's order": {dealers, marketing.Candidate{Segment: "driver", Attributes: map[string]string{"size": "small"}, Holds: []string{"dsl", "extranet"}, Objects: true},
			[]string{"MARKETING-AUDIENCE-05 the customer objects to marketing", "MARKETING-AUDIENCE-01 the customer has not consented",
				`MARKETING-AUDIENCE-02 the customer's segment is "driver"`, `MARKETING-AUDIENCE-06 the customer's region is ""`,
				`MARKETING-AUDIENCE-06 the customer's size is "small"`, `MARKETING-AUDIENCE-03 the customer has "extranet" already`,
				`MARKETING-AUDIENCE-03 the customer has "dsl" already`}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range row.to.Select(row.candidate) {
				got = append(got, r.String())
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func drawSelection(t *rapid.T) marketing.Selection {
	return marketing.Selection{
		Segments:       rapid.SliceOfNDistinct(segment(), 0, 2, rapid.ID[string]).Draw(t, "segments"),
		Attributes:     rapid.MapOfN(rapid.SampledFrom([]string{"region", "size"}), segment(), 0, 2).Draw(t, "attributes"),
		WithoutConsent: rapid.Bool().Draw(t, "withoutConsent"),
		NotHolding:     rapid.SliceOfNDistinct(segment(), 0, 2, rapid.ID[string]).Draw(t, "notHolding"),
	}
}

func segment() *rapid.Generator[string] { return rapid.SampledFrom([]string{"a", "b", "c"}) }

func drawCandidate(t *rapid.T) marketing.Candidate {
	return marketing.Candidate{Customer: "c", Segment: segment().Draw(t, "segment"), Consent: rapid.Bool().Draw(t, "consent"), Objects: rapid.Bool().Draw(t, "objects"),
		Holds:      rapid.SliceOfNDistinct(segment(), 0, 2, rapid.ID[string]).Draw(t, "holds"),
		Attributes: rapid.MapOfN(rapid.SampledFrom([]string{"region", "size"}), segment(), 0, 2).Draw(t, "candidate's attributes")}
}

func TestSelection_nobody_gets_it_who_objects_or_has_it_or_lacks_a_consent_that_is_needed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		to, c := drawSelection(t), drawCandidate(t)
		fits := !c.Objects && (c.Consent || to.WithoutConsent) && (len(to.Segments) == 0 || slices.Contains(to.Segments, c.Segment))
		for name := range maps.Keys(to.Attributes) {
			fits = fits && c.Attributes[name] == to.Attributes[name]
		}
		for _, o := range c.Holds {
			fits = fits && !slices.Contains(to.NotHolding, o)
		}
		if got := len(to.Select(c)) == 0; got != fits {
			t.Fatalf("%+v of %+v: %v", c, to, to.Select(c))
		}
	})
}

func TestSelection_that_asks_for_more_never_lets_more_through(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		to, c := drawSelection(t), drawCandidate(t)
		narrower := to
		narrower.WithoutConsent = false
		narrower.NotHolding = append(slices.Clone(to.NotHolding), "d", segment().Draw(t, "more"))
		narrower.Attributes = maps.Clone(to.Attributes)
		if narrower.Attributes == nil {
			narrower.Attributes = map[string]string{}
		}
		narrower.Attributes["z"] = "z"
		if len(narrower.Select(c)) < len(to.Select(c)) {
			t.Fatalf("%v, then %v", to.Select(c), narrower.Select(c))
		}
	})
}
