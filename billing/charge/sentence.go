package charge

import (
	"strconv"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// sentence is a reason as it is written, in both languages at once. It can be begun anew.
type sentence struct {
	code     string
	text, de []byte
	last     Reason
}

func (s *sentence) begin(code string) {
	if s.text == nil {
		s.text, s.de = make([]byte, 0, 128), make([]byte, 0, 128)
	}
	s.code, s.text, s.de = code, s.text[:0], s.de[:0]
}

func (s *sentence) write(text, de string) {
	s.text, s.de = append(s.text, text...), append(s.de, de...)
}

func (s *sentence) number(n int64) {
	s.text, s.de = strconv.AppendInt(s.text, n, 10), strconv.AppendInt(s.de, n, 10)
}

// cause adds why; the day is the one on which it changes.
func (s *sentence) cause(mark string, c cause, day calendar.Date) {
	s.code = c.code
	s.write(mark, mark)
	s.write(c.text, c.de)
	if c.last {
		day = day.AddDays(-1)
	}
	s.day(day)
}

func (s *sentence) day(d calendar.Date) {
	s.text = strconv.AppendInt(s.text, int64(d.Day()), 10)
	s.text = append(append(append(s.text, ' '), d.Month().String()...), ' ')
	s.text = strconv.AppendInt(s.text, int64(d.Year()), 10)
	s.de = append(twoDigits(s.de, d.Day()), '.')
	s.de = append(twoDigits(s.de, int(d.Month())), '.')
	s.de = strconv.AppendInt(s.de, int64(d.Year()), 10)
}

func twoDigits(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// reason is what was written; prices charged for the same days mostly have the same one.
func (s *sentence) reason() Reason {
	if string(s.text) != s.last.Text || string(s.de) != s.last.De {
		s.last.Text, s.last.De = string(s.text), string(s.de)
	}
	s.last.Code = s.code
	return s.last
}

// because is the reason of a charge for a part of a recurrence.
func (w *work) because(s span, part, whole Range, c *Charge) Reason {
	if c.DayCount == NoProration || part == whole && c.DayCount != Actual365 {
		return s.price.wholeReason()
	}
	t := &w.sentence
	t.begin(CodeWhole)
	t.share(c, int64(part.From.DaysUntil(part.Until)))
	mark := ": "
	if part.From != whole.From {
		t.cause(mark, w.beginning(s, part.From), part.From)
		mark = "; "
	}
	if part.Until != whole.Until {
		t.cause(mark, w.ending(s, part.Until), part.Until)
	}
	return t.reason()
}

// share says which part of the price it is.
func (s *sentence) share(c *Charge, days int64) {
	if c.DayCount == Actual365 {
		s.number(days)
		s.write(" days, each ", " Tage, je ")
		s.number(c.Numerator / days)
		s.write("/", "/")
		s.number(c.Denominator)
		s.write(" of the price", " des Preises")
		return
	}
	s.number(c.Numerator)
	s.write(" of ", " von ")
	s.number(c.Denominator)
	s.write(" days", " Tagen")
	if c.DayCount != ActualActual {
		s.rule(c.DayCount)
	}
}

func (s *sentence) rule(c DayCount) {
	s.write(" (", " (")
	s.write(string(c), string(c))
	s.write(")", ")")
}

func (p *Price) wholeReason() Reason {
	if p.Times < 2 && p.Every != calendar.Days {
		return wholes[p.Every]
	}
	n, names := strconv.Itoa(max(p.Times, 1)), several[p.Every]
	return Reason{CodeWhole, "the whole " + n + names.Text, "die ganzen " + n + names.De}
}

// takenBack is the reason of a take-back of days of a line.
func (w *work) takenBack(l *line, r Range, numerator, denominator int64, spans []span) Reason {
	s := &w.sentence
	s.begin("")
	if numerator == denominator {
		s.write("taken back whole", "ganz zurückgenommen")
	} else {
		s.write("taken back for ", "zurückgenommen für ")
		s.number(numerator)
		s.write(" of ", " von ")
		s.number(denominator)
		s.write(" days billed", " berechneten Tagen")
		if l.DayCount == Thirty360 {
			s.rule(l.DayCount)
		}
	}
	why, day := w.wrong(l, r.From, spans)
	s.cause(": ", why, day)
	s.code = CodeTakeBack
	return s.reason()
}
