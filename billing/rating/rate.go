package rating

import (
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// run is the rating of one request.
type run struct {
	request     *Request
	any         bool // all records are the one product's
	holders     []holder
	byProduct   map[string]int
	shared      []int32 // pots, in their order
	pots        []pot
	sums        []sum
	covered     []covered
	start, end  time.Time
	clock       bandWalk
	pieces      []piece
	segments    []Segment
	ofSegment   []int32 // the sum each segment belongs to
	ends        []int   // of each rated record, in segments
	at          int     // number of the record at hand, from 1
	counted     int64   // of the record at hand
	included    int64
	err         error // the first sum that did not fit
	steps       []Step
	free        bool // the record at hand pays no set-up fee
	lastKind    *kind
	lastName    string
	lastVersion *version
	fewPieces   [8]piece // room for what most requests need
	oneHolder   [1]holder
	result      Result
}

// holder is a product of the request.
type holder struct {
	index   int32
	product string
	tariff  *tariff
	share   Share
	pots    []int32 // not shared
	slots   []slots // of the versions used
}

// Rate prices the usage of a request. A record that cannot be priced is in Rejected and changes nothing else. The error is
// fault.ErrInvalid, and only for what concerns the whole request: an unknown tariff, no period, a share or balance that is none,
// and sums that need more than 38 digits.
func (b Book) Rate(r Request) (Result, error) {
	book := b.inside
	if book == nil {
		book = &compiled{}
	}
	holds := r.holds(make([]Held, 0, 1))
	if err := r.check(book, holds); err != nil {
		return Result{}, err
	}
	x := &run{request: &r, any: r.Product == "" && len(r.With) == 0, start: r.Period.Start(), end: r.Period.End()}
	x.pieces, x.holders = x.fewPieces[:0], x.oneHolder[:]
	if len(holds) > 1 {
		x.holders = make([]holder, len(holds))
	}
	if len(r.With) > 0 {
		x.byProduct = make(map[string]int, len(holds))
	}
	for i, h := range holds {
		if x.byProduct != nil {
			x.byProduct[h.Product] = i
		}
		x.holders[i] = holder{index: int32(i), product: h.Product, tariff: book.tariffs[h.Tariff], share: h.Share}
	}
	x.grant()
	x.sums = make([]sum, 0, 2)
	if !r.Brief {
		x.result.Rated = make([]Rated, 0, len(r.Usage))
		x.segments = make([]Segment, 0, len(r.Usage)+len(r.Usage)/4+1)
		x.ofSegment = make([]int32, 0, cap(x.segments))
		x.ends = make([]int, 0, len(r.Usage))
	}
	x.all()
	if err := x.finish(); err != nil {
		return Result{}, err
	}
	return x.result, nil
}

// all rates the records in their order, without moving the caller's. As a rule they are in it, and all different.
func (x *run) all() {
	usage := x.request.Usage
	sorted, apart := true, true
	for i := 1; i < len(usage) && sorted && apart; i++ {
		sorted = usage[i-1].compare(&usage[i]) <= 0
		apart = usage[i-1].ID < usage[i].ID
	}
	if sorted && apart {
		for i := range usage {
			x.one(&usage[i], false)
		}
		return
	}
	for _, u := range ordered(usage) {
		x.one(u.usage, u.twice)
	}
}

func (x *run) one(u *Usage, twice bool) {
	x.at++
	if why := x.record(u, twice); why != nil {
		x.result.Rejected = append(x.result.Rejected, Rejected{*u, why.code, why.text, why.de})
	}
}

// inOrder is a record in its place; twice is set if an earlier one has its id.
type inOrder struct {
	usage *Usage
	twice bool
}

func ordered(usage []Usage) []inOrder {
	all := make([]inOrder, len(usage))
	for i := range usage {
		all[i].usage = &usage[i]
	}
	slices.SortFunc(all, func(a, b inOrder) int { return a.usage.compare(b.usage) })
	byID := make([]*inOrder, len(all))
	for i := range all {
		byID[i] = &all[i]
	}
	slices.SortStableFunc(byID, func(a, b *inOrder) int { return strings.Compare(a.usage.ID, b.usage.ID) })
	for i := 1; i < len(byID); i++ {
		byID[i].twice = byID[i].usage.ID == byID[i-1].usage.ID
	}
	return all
}

// record rates one record, or says why not; then nothing has changed.
func (x *run) record(u *Usage, twice bool) *rejection {
	h := x.holder(u)
	if why := check(u, twice, h); why != nil {
		return why
	}
	begun := u.begun()
	second := begun.Unix()
	if second < earliest || second >= latest {
		return noTime
	}
	v := h.tariff.at(second)
	if v == nil {
		return gap
	}
	k := x.kind(v, u.Kind)
	if k == nil {
		return noKind
	}
	used, why := k.measured(u, v.spec.Currency)
	if why != nil {
		return why
	}
	if used == 0 {
		x.rated(u, h, v, len(x.segments))
		return nil
	}
	zone := v.plan.zoneOf(u.To)
	x.pieces, why = x.cut(u, begun, v, k, zone, used)
	if why != nil {
		return why
	}
	if !x.fits(h, v) {
		return outOfRange
	}
	first := len(x.segments)
	x.take(u, h)
	x.rated(u, h, v, first)
	return nil
}

// holder is the product of a record, nil for none of the request's.
func (x *run) holder(u *Usage) *holder {
	if x.any || u.Product == "" || u.Product == x.holders[0].product {
		return &x.holders[0]
	}
	if i, ok := x.byProduct[u.Product]; ok {
		return &x.holders[i]
	}
	return nil
}

func check(u *Usage, twice bool, h *holder) *rejection {
	switch {
	case u.ID == "":
		return noID
	case twice:
		return duplicate
	case h == nil:
		return otherHolder
	case u.Duration < 0 || u.Elapsed < 0 || u.Quantity.Sign() < 0 || u.Value.Sign() < 0:
		return negative
	case int64(u.Duration) > mostTime || int64(u.Elapsed) > mostTime || int64(u.Elapsed+u.Duration) > mostTime:
		return outOfRange
	}
	return nil
}

// The seconds at which what is rated can begin, in any zone.
var (
	earliest = calendar.FirstInstant(beginning, time.UTC).Unix() - secondsADay
	latest   = calendar.FirstInstant(ending, time.UTC).Unix() + secondsADay
)

// kind is the version's prices for a kind of usage; most often it is the last record's again.
func (x *run) kind(v *version, name string) *kind {
	if x.lastVersion != v || x.lastName != name {
		x.lastVersion, x.lastName, x.lastKind = v, name, v.kinds[name]
	}
	return x.lastKind
}

// measured is how much was used of what the kind's prices measure.
func (k *kind) measured(u *Usage, currency money.Currency) (int64, *rejection) {
	quantity, ok := inside(u.Quantity, perPiece)
	if !ok || quantity > mostPieces {
		return 0, outOfRange
	}
	if u.Elapsed != 0 && k.measure != Duration || u.Value.Sign() != 0 && k.measure != Value {
		return 0, notMeasured
	}
	switch k.measure {
	case Duration:
		if u.Duration == 0 && quantity != 0 {
			return 0, notMeasured
		}
		return int64(u.Duration), nil
	case Quantity:
		if quantity == 0 && u.Duration != 0 {
			return 0, notMeasured
		}
		if u.Unit != "" && u.Unit != k.unit {
			return 0, otherUnit
		}
		return quantity, nil
	case Event:
		if quantity != 0 && quantity != perPiece {
			return 0, notMeasured
		}
		return perPiece, nil
	}
	return value(u, quantity, currency)
}

// value is 1 if there is a value to take a percentage of.
func value(u *Usage, quantity int64, currency money.Currency) (int64, *rejection) {
	switch {
	case u.Value.Currency() != currency && u.Value != (money.Amount{}):
		return 0, otherMoney
	case u.Value.Sign() == 0 && (quantity != 0 || u.Duration != 0):
		return 0, notMeasured
	case u.Value.Sign() == 0:
		return 0, nil
	case !bearable(u.Value, mostValue):
		return 0, outOfRange
	}
	return perPiece, nil
}

// cut is the record's pieces, each under one price.
func (x *run) cut(u *Usage, begun time.Time, v *version, k *kind, zone int16, used int64) ([]piece, *rejection) {
	if k.measure == Duration {
		x.clock.begin(v, begun)
		return x.clock.lay(k, zone, u, x.pieces[:0])
	}
	band := int16(0)
	if !v.week.plain {
		x.clock.begin(v, u.At)
		band, _ = x.clock.at(0)
	}
	cell := k.row(v, zone)[band]
	if cell < 0 {
		return nil, k.missing(zone)
	}
	return append(x.pieces[:0], piece{price: cell, band: band, zone: zone, units: v.prices[cell].count(used)}), nil
}

// rated notes a record whose segments, from first on, are written.
func (x *run) rated(u *Usage, h *holder, v *version, first int) {
	if x.request.Brief {
		x.segments, x.ofSegment = x.segments[:0], x.ofSegment[:0]
		return
	}
	r := Rated{Usage: *u, Product: h.product, Version: v.spec.Version, Amount: zero(v.spec.Currency)}
	if x.any {
		r.Product = u.Product
	}
	if len(x.segments) > first {
		r.Line = x.segments[first].Line
		m := v.prices[x.pieces[0].price].Measure
		r.Counted, r.Included = m.extent(x.counted), m.extent(x.included)
	}
	x.result.Rated = append(x.result.Rated, r)
	x.ends = append(x.ends, len(x.segments))
}

func zero(c money.Currency) money.Exact {
	a, _ := money.FromMinor(0, c) // 0 is an amount in every currency
	return a.Exact()
}
