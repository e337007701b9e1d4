package insight

import (
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Pattern is how a customer uses what was bought. It is a value.
type Pattern struct {
	Months   int            `json:"months"` // in which anything was used
	Services []ServiceUsage `json:"services,omitempty"`
	Peak     Share          `json:"peak,omitzero"`    // mean of the services' shares: minutes and gigabytes do not add up, so each counts alike
	Weekend  Share          `json:"weekend,omitzero"` // likewise; use that does not care for the day has 2/7
}

// ServiceUsage is how one service is used, over all months.
type ServiceUsage struct {
	Usage
	Share        float64 `json:"share"` // of all that was used in this unit
	PeakShare    Share   `json:"peakShare,omitzero"`
	WeekendShare Share   `json:"weekendShare,omitzero"`
}

// Share is a share from 0 to 1, if it is known.
type Share struct {
	Known bool    `json:"known"`
	Of    float64 `json:"of"`
}

// UsagePattern sums months up, in order of service and unit. The error, of quantities that are too great to be added up, is
// fault.ErrInvalid.
func UsagePattern(all []Month) (Pattern, error) {
	var p Pattern
	var sums []Usage
	var c fault.Check
	sum := summing{check: &c}
	for _, m := range all {
		if len(m.Usage) > 0 {
			p.Months++
		}
		for _, one := range m.Usage {
			at, found := slices.BinarySearchFunc(sums, one, byService)
			if !found {
				sums = slices.Insert(sums, at, Usage{Service: one.Service, Unit: one.Unit})
			}
			sums[at] = sum.usage(strings.Join([]string{one.Service, one.Unit}, "/"), sums[at], one)
		}
	}
	inUnit := map[string]money.Quantity{}
	for _, one := range sums {
		inUnit[one.Unit] = sum.of(one.Unit, inUnit[one.Unit], one.Quantity)
	}
	if err := c.Err("insight.pattern"); err != nil {
		return Pattern{}, err
	}
	var peaks, weekends []Share
	for _, one := range sums {
		x := ServiceUsage{Usage: one, Share: share(one.Quantity, inUnit[one.Unit]).Of, PeakShare: one.Peak.share(), WeekendShare: one.Weekend.share()}
		p.Services = append(p.Services, x)
		peaks, weekends = append(peaks, x.PeakShare), append(weekends, x.WeekendShare)
	}
	p.Peak, p.Weekend = mean(peaks), mean(weekends)
	return p, nil
}

func (p Part) share() Share { return share(p.Within, p.Of) }

// share is a quantity over another one; not known over nothing.
func share(part, of money.Quantity) Share {
	if of.Sign() <= 0 {
		return Share{}
	}
	return Share{Known: true, Of: number(part) / number(of)}
}

// mean is that of the shares that are known.
func mean(all []Share) Share {
	var m Share
	n := 0.0
	for _, s := range all {
		if s.Known {
			m.Of += s.Of
			n++
		}
	}
	if n == 0 {
		return Share{}
	}
	return Share{Known: true, Of: m.Of / n}
}
