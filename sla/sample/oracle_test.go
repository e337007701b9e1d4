package sample_test

import (
	"math/big"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/sla/sample"
)

// The oracle keeps everything, looks at every minute and every slot on its own and adds up fractions: it is slow, and shares
// nothing with the package. It is for samples at whole minutes. nil is no figure.

type oracle struct {
	terms
	samples []sample.Sample
	counts  []sample.Count
	asOf    time.Time
}

func (o oracle) figure() *big.Rat {
	o.asOf = earlier(o.asOf, day.End())
	switch o.rule.Kind {
	case sample.Percentile:
		return o.percentile()
	case sample.Mean:
		return o.mean(o.samples)
	case sample.Peak:
		return o.peak(o.samples)
	case sample.Availability, sample.Share:
		if o.rule.By == sample.Samples {
			return o.shareOfSamples()
		}
		return o.shareOfMinutes()
	case sample.Longest:
		return o.longest()
	case sample.Ratio:
		return ratio(o.counts)
	}
	return o.ofSlots()
}

func (o oracle) value(v int64) *big.Rat {
	scale := int64(1)
	for range o.metric.Digits {
		scale *= 10
	}
	return big.NewRat(min(v, o.metric.Most), scale)
}

// percentile is the lowest value that at least the share P of the samples does not exceed.
func (o oracle) percentile() *big.Rat {
	var values []int64
	for _, s := range o.samples {
		values = append(values, s.Value)
	}
	slices.Sort(values)
	share, _ := new(big.Rat).SetString(o.rule.P.String()[:len(o.rule.P.String())-1])
	share.Quo(share, big.NewRat(100, 1))
	for i, v := range values {
		if big.NewRat(int64(i+1), int64(len(values))).Cmp(share) >= 0 {
			return o.value(v)
		}
	}
	return nil
}

func (o oracle) mean(samples []sample.Sample) *big.Rat {
	if len(samples) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, s := range samples {
		sum.Add(sum, o.value(s.Value))
	}
	return sum.Quo(sum, big.NewRat(int64(len(samples)), 1))
}

func (o oracle) peak(samples []sample.Sample) *big.Rat {
	var peak *big.Rat
	for _, s := range samples {
		if v := o.value(s.Value); peak == nil || v.Cmp(peak) > 0 {
			peak = v
		}
	}
	return peak
}

func ratio(counts []sample.Count) *big.Rat {
	good, total := new(big.Int), new(big.Int)
	for _, n := range counts {
		good.Add(good, big.NewInt(n.Good))
		total.Add(total, big.NewInt(n.Total))
	}
	if total.Sign() == 0 {
		return nil
	}
	return new(big.Rat).SetFrac(good, total)
}

func (o oracle) holds(figure *big.Rat) bool {
	if o.rule.Kind == sample.Availability {
		return figure.Sign() > 0
	}
	bound, _ := new(big.Rat).SetString(o.rule.Bound.String())
	switch o.rule.Operator {
	case sample.Less:
		return figure.Cmp(bound) < 0
	case sample.LessOrEqual:
		return figure.Cmp(bound) <= 0
	case sample.GreaterOrEqual:
		return figure.Cmp(bound) >= 0
	}
	return figure.Cmp(bound) > 0
}

// share is the share of met ones, with what is missing counted as the rule has it.
func (o oracle) share(met, notMet, missing int) *big.Rat {
	switch o.rule.Missing {
	case sample.Up, sample.Met, sample.Good:
		met += missing
	case sample.Down, sample.NotMet, sample.Bad:
		notMet += missing
	}
	if met+notMet == 0 {
		return nil
	}
	return big.NewRat(int64(met), int64(met+notMet))
}

func (o oracle) shareOfSamples() *big.Rat {
	met, notMet, due := 0, 0, 0
	for _, s := range o.samples {
		if o.holds(o.value(s.Value)) {
			met++
			continue
		}
		notMet++
	}
	for at := day.Start().Add(time.Duration(o.rule.Every)); !at.After(o.asOf); at = at.Add(time.Duration(o.rule.Every)) {
		due++
	}
	return o.share(met, notMet, max(due-met-notMet, 0))
}

// minute is what the newest sample says of a minute: whether it still stands, and whether it meets the condition.
func (o oracle) minute(at time.Time) (stands, holds bool) {
	for _, s := range slices.Backward(o.samples) {
		if !s.At.After(at) {
			return at.Before(s.At.Add(time.Duration(o.rule.Every))), o.holds(o.value(s.Value))
		}
	}
	return false, false
}

func (o oracle) shareOfMinutes() *big.Rat {
	met, notMet, missing := 0, 0, 0
	for at := day.Start(); at.Before(o.asOf); at = at.Add(time.Minute) {
		switch stands, holds := o.minute(at); {
		case !stands:
			missing++
		case holds:
			met++
		default:
			notMet++
		}
	}
	return o.share(met, notMet, missing)
}

func (o oracle) longest() *big.Rat {
	longest, now, counted := 0, 0, 0
	for at := day.Start(); at.Before(o.asOf); at = at.Add(time.Minute) {
		stands, holds := o.minute(at)
		if !stands && o.rule.Missing == sample.LeftOut {
			continue
		}
		counted++
		if !stands {
			holds = o.rule.Missing == sample.Met
		}
		now++
		if !holds {
			now = 0
		}
		longest = max(longest, now)
	}
	if counted == 0 {
		return nil
	}
	return big.NewRat(int64(longest)*60, 1)
}
