package rating

// piece is a part of a record under one price.
type piece struct {
	price int16
	band  int16
	zone  int16
	sum   int32 // index of the sum it adds to
	units int64 // counted: whole increments
}

// lay cuts a call into pieces, one for each band it touches. Increments are laid from the call's beginning on; those that begin
// within the record, from elapsed up to end, are the record's. The walk stands at the call's beginning.
func (w *bandWalk) lay(k *kind, zone int16, u *Usage, pieces []piece) ([]piece, *rejection) {
	v := w.version
	elapsed := int64(u.Elapsed)
	end := elapsed + int64(u.Duration)
	row := k.row(v, zone)
	for pos := int64(0); pos < end; {
		band, until := w.at(pos)
		until = min(until, end)
		cell := row[band]
		if cell < 0 {
			if until <= elapsed {
				pos = until // an earlier part, which was rejected for it
				continue
			}
			return nil, k.missing(zone)
		}
		p := &v.prices[cell]
		mine := int64(0)
		if pos == 0 {
			if elapsed == 0 {
				mine = p.first
			}
			pos = p.first
		}
		if pos < until {
			n := up(until-pos, p.next)
			earlier := int64(0)
			if elapsed > pos {
				earlier = min(n, up(elapsed-pos, p.next))
			}
			mine += (n - earlier) * p.next
			pos += n * p.next
		}
		pieces = add(pieces, piece{price: cell, band: band, zone: zone, units: mine})
	}
	return pieces, nil
}

// add joins what continues in the same band.
func add(pieces []piece, p piece) []piece {
	if p.units == 0 {
		return pieces
	}
	if last := len(pieces) - 1; last >= 0 && pieces[last].price == p.price && pieces[last].band == p.band {
		pieces[last].units += p.units
		return pieces
	}
	return append(pieces, p)
}

// row is the kind's prices in a zone, by band.
func (k *kind) row(v *version, zone int16) []int16 {
	bands := len(v.spec.Bands) + 1
	return k.cells[int(zone)*bands : (int(zone)+1)*bands]
}

// missing is why there is no price.
func (k *kind) missing(zone int16) *rejection {
	if zone == 0 && k.zoned {
		return noZone
	}
	return noPrice
}
