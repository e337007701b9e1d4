package association

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Rule says that baskets with all items of If tend to have Then as well. It is a value; its measures follow from its counts.
type Rule struct {
	If   []string `json:"if"` // at least one, in order
	Then string   `json:"then"`

	Count     int `json:"count"`     // of baskets that have If and Then
	IfCount   int `json:"ifCount"`   // of baskets that have If
	ThenCount int `json:"thenCount"` // of baskets that have Then
	Of        int `json:"of"`        // of all baskets
}

// String is such as "butter, curd => whole milk (18 of 21)".
func (r Rule) String() string {
	return fmt.Sprintf("%s => %s (%d of %d)", strings.Join(r.If, ", "), r.Then, r.Count, r.IfCount)
}

// Support is the share of all baskets that have If and Then, 0 to 1.
func (r Rule) Support() float64 { return float64(r.Count) / float64(r.Of) }

// Confidence is the share of the baskets with If that have Then, 0 to 1.
func (r Rule) Confidence() float64 { return float64(r.Count) / float64(r.IfCount) }

// Lift is how many times more often baskets with If have Then than all baskets do; 1: just as often.
func (r Rule) Lift() float64 {
	return float64(r.Count) * float64(r.Of) / (float64(r.IfCount) * float64(r.ThenCount))
}

// Leverage is by how much the share of baskets with If and Then exceeds what it would be if they had nothing to do with each
// other; -0.25 to 0.25.
func (r Rule) Leverage() float64 {
	return r.Support() - float64(r.IfCount)*float64(r.ThenCount)/float64(r.Of)/float64(r.Of)
}

// Conviction is how many times more often the rule would fail if If and Then had nothing to do with each other; false for a
// rule that never fails.
func (r Rule) Conviction() (float64, bool) {
	if r.Count == r.IfCount {
		return 0, false
	}
	return float64(r.Of-r.ThenCount) * float64(r.IfCount) / (float64(r.Of) * float64(r.IfCount-r.Count)), true
}

// Compare puts the rule with the larger lift first, then the one with the larger count, then in order of If and Then. Lifts of
// rules from the same baskets are compared exactly.
func (r Rule) Compare(other Rule) int {
	if c := other.compareLift(r); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(other.Count, r.Count), slices.Compare(r.If, other.If), cmp.Compare(r.Then, other.Then))
}

// compareLift compares count / (ifCount × thenCount): a × (b × c) on either side, which 128 bits hold.
func (r Rule) compareLift(other Rule) int {
	hi, lo := bits.Mul64(uint64(r.Count), uint64(other.IfCount)*uint64(other.ThenCount))
	otherHi, otherLo := bits.Mul64(uint64(other.Count), uint64(r.IfCount)*uint64(r.ThenCount))
	return cmp.Or(cmp.Compare(hi, otherHi), cmp.Compare(lo, otherLo))
}

// Rules are all rules of one frequent set each: one of its items follows from the others, in at least the given share of the
// baskets that have these; in the order of Compare. A confidence below 0% or above 100% is fault.ErrInvalid.
func (s *Sets) Rules(confidence money.Rate) ([]Rule, error) {
	var c fault.Check
	c.That(confidence.Sign() >= 0 && confidence.Cmp(whole) <= 0, "confidence", fault.RuleRange, "must be between 0% and 100%")
	if err := c.Err("association.ask"); err != nil {
		return nil, err
	}
	exact := fraction(confidence)
	d := drawing{sets: s, num: exact.Num().Uint64(), den: exact.Denom().Uint64()}
	d.below(0, make([]int32, 0, len(s.size)))
	return d.rules(), nil
}

// drawing is a Rules under way.
type drawing struct {
	sets     *Sets
	num, den uint64 // the confidence
	others   []int32
	found    []found
	ifs      int // how many items all Ifs have together
}

// found is a rule before its names are written: all sets are looked at before, so that there is one list of names.
type found struct{ set, without, then int32 }

// below looks at all sets that begin with the items before.
func (d *drawing) below(parent int32, before []int32) {
	for n := d.sets.nodes[parent].from; n < d.sets.nodes[parent].to; n++ {
		set := append(before, d.sets.nodes[n].item)
		if len(set) > 1 {
			d.look(n, set)
		}
		d.below(n, set)
	}
}

// look notes the rules of one set.
func (d *drawing) look(n int32, set []int32) {
	count := d.sets.nodes[n].count
	for place, then := range set {
		d.others = append(append(d.others[:0], set[:place]...), set[place+1:]...)
		without, _ := d.sets.find(d.others) // a part of a frequent set is frequent
		if d.confident(count, d.sets.nodes[without].count) {
			d.found = append(d.found, found{n, without, then})
			d.ifs += len(d.others)
		}
	}
}

// confident reports whether count / of reaches the confidence, exactly.
func (d *drawing) confident(count, of int32) bool {
	hi, lo := bits.Mul64(uint64(count), d.den)
	askedHi, askedLo := bits.Mul64(uint64(of), d.num)
	return hi > askedHi || hi == askedHi && lo >= askedLo
}

func (d *drawing) rules() []Rule {
	s := d.sets
	rules := make([]Rule, 0, len(d.found))
	names := make([]string, 0, d.ifs)
	for _, f := range d.found {
		at := len(names)
		for n := f.without; n != 0; n = s.nodes[n].parent {
			names = append(names, s.baskets.items[s.nodes[n].item])
		}
		slices.Reverse(names[at:])
		then, _ := s.find([]int32{f.then})
		rules = append(rules, Rule{If: names[at:len(names):len(names)], Then: s.baskets.items[f.then], Count: int(s.nodes[f.set].count),
			IfCount: int(s.nodes[f.without].count), ThenCount: int(s.nodes[then].count), Of: s.baskets.count})
	}
	slices.SortFunc(rules, Rule.Compare)
	return rules
}
