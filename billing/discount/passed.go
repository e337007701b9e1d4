package discount

import "github.com/etomcrm/etomcrm/etom/calendar"

// Passed is a discount that took nothing off, and why. A plain value.
type Passed struct {
	Discount string `json:"discount"`
	Code     string `json:"code"`
	Text     string `json:"text"`
	De       string `json:"de"`
}

// The codes of what was passed over.
const (
	CodeNotYet   = "DISCOUNT-NOT-YET"   // it begins later
	CodeExpired  = "DISCOUNT-EXPIRED"   // it has ended
	CodeNoLine   = "DISCOUNT-NO-LINE"   // the bill has no line it is for, or only such of nothing or less
	CodeNoUnit   = "DISCOUNT-NO-UNIT"   // it is per unit, and the lines it is for name no quantity
	CodeUsedUp   = "DISCOUNT-USED-UP"   // earlier bills used its cap in total up
	CodeBeaten   = "DISCOUNT-BEATEN"    // another of its group takes off more
	CodeNothing  = "DISCOUNT-NOTHING"   // the discounts before it left nothing
	CodeTooSmall = "DISCOUNT-TOO-SMALL" // it comes to less than the smallest coin
	CodeBelow    = "DISCOUNT-BELOW"     // the first threshold of a price condition is not reached
)

func passed(d *Discount, code, text, de string) Passed {
	return Passed{Discount: d.ID, Code: code, Text: text, De: de}
}

func passedNotYet(d *Discount) Passed {
	return passed(d, CodeNotYet, "It begins on "+d.From.String()+".", "Er beginnt am "+german(d.From)+".")
}

func passedExpired(d *Discount) Passed {
	last := d.Until.AddDays(-1)
	return passed(d, CodeExpired, "It ended on "+last.String()+".", "Er endete am "+german(last)+".")
}

func passedNoLine(d *Discount) Passed {
	return passed(d, CodeNoLine, "The bill has no amount that it is for.", "Die Rechnung hat keinen Betrag, für den er gilt.")
}

func passedNoUnit(d *Discount) Passed {
	return passed(d, CodeNoUnit, "It is per unit, and there is no quantity.", "Er gilt je Einheit, und es gibt keine Menge.")
}

func passedUsedUp(d *Discount) Passed {
	return passed(d, CodeUsedUp, "Earlier bills have used it up: "+d.CapTotal.Format("en")+" in total.",
		"Frühere Rechnungen haben ihn ausgeschöpft: insgesamt "+d.CapTotal.Format("de")+".")
}

func passedBeaten(d, by *Discount) Passed {
	return passed(d, CodeBeaten, "“"+by.Name+"” takes off as much or more; only the best of them is given.",
		"„"+either(by.De, by.Name)+"“ ergibt ebenso viel oder mehr; nur der beste wird gewährt.")
}

func passedNothing(d *Discount) Passed {
	return passed(d, CodeNothing, "Other discounts have left nothing to take it off.", "Andere Rabatte haben nichts übrig gelassen.")
}

func passedTooSmall(d *Discount) Passed {
	return passed(d, CodeTooSmall, "It comes to less than the smallest coin.", "Er ergibt weniger als die kleinste Münze.")
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// german writes a date as it is written in German: 31.12.2026.
func german(d calendar.Date) string {
	s := d.String()
	if len(s) != 10 {
		return s
	}
	return s[8:] + "." + s[5:7] + "." + s[:4]
}

func passedBelow(r *Resolution) Passed {
	d := &Discount{ID: r.Condition}
	if r.Next == nil {
		return passed(d, CodeBelow, "The tier reached gives nothing.", "Die erreichte Stufe gibt nichts.")
	}
	from, de := r.Next.From.text(r.Measure)
	now, jetzt := r.Now.text(r.Measure)
	return passed(d, CodeBelow, "It begins at "+from+"; so far there are "+now+".", "Sie beginnt bei "+de+"; bisher sind es "+jetzt+".")
}
