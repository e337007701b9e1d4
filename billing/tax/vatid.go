package tax

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// idForm is how a country's VAT identification numbers look behind the prefix: 9 is a digit, A a capital letter, X either; everything
// else stands for itself.
type idForm struct {
	prefix, country string
	forms           []string
	holds           func(number string) bool // whether the check digits are right; nil where no rule is public and certain for all numbers
}

// idForms: the forms are those of VIES (European Commission, "VIES VAT number validation", FAQ, question 11), those of GB, CHE and NO
// their tax administrations'.
var idForms = []idForm{
	{"AT", "AT", []string{"U99999999"}, austria},
	{"BE", "BE", []string{"0999999999", "1999999999"}, belgium},
	{"BG", "BG", []string{"999999999", "9999999999"}, nil},
	{"CY", "CY", []string{"99999999A"}, cyprus},
	{"CZ", "CZ", []string{"99999999", "999999999", "9999999999"}, nil},
	{"DE", "DE", []string{"999999999"}, iso7064},
	{"DK", "DK", []string{"99999999"}, denmark},
	{"EE", "EE", []string{"999999999"}, estonia},
	{"EL", "GR", []string{"999999999"}, greece},
	{"ES", "ES", []string{"A99999999", "A9999999A", "99999999A"}, nil},
	{"FI", "FI", []string{"99999999"}, finland},
	{"FR", "FR", []string{"XX999999999"}, france},
	{"HR", "HR", []string{"99999999999"}, iso7064},
	{"HU", "HU", []string{"99999999"}, hungary},
	{"IE", "IE", []string{"9999999A", "9999999AA", "9A99999A", "9+99999A", "9*99999A"}, ireland},
	{"IT", "IT", []string{"99999999999"}, luhn},
	{"LT", "LT", []string{"999999999", "999999999999"}, lithuania},
	{"LU", "LU", []string{"99999999"}, luxembourg},
	{"LV", "LV", []string{"99999999999"}, nil},
	{"MT", "MT", []string{"99999999"}, malta},
	{"NL", "NL", []string{"999999999B99"}, netherlands},
	{"PL", "PL", []string{"9999999999"}, poland},
	{"PT", "PT", []string{"999999999"}, portugal},
	{"RO", "RO", []string{"99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"}, romania},
	{"SE", "SE", []string{"999999999999"}, sweden},
	{"SI", "SI", []string{"99999999"}, slovenia},
	{"SK", "SK", []string{"9999999999"}, slovakia},
	{"GB", "GB", []string{"999999999", "999999999999", "GD999", "HA999"}, britain},
	{"XI", "XI", []string{"999999999", "999999999999", "GD999", "HA999"}, britain},
	{"CHE", "CH", []string{"999999999", "999999999MWST", "999999999TVA", "999999999IVA"}, switzerland},
	{"NO", "NO", []string{"999999999MVA"}, norway},
}

// CheckID says whether a VAT identification number has the form of its country, and where a rule for check digits is public and certain,
// whether they are right. It must be written as VIES takes it: the prefix of the country (EL for Greece), no spaces, points or hyphens.
// Whether the number was given to anyone, and to whom, only VIES knows. The error is fault.ErrInvalid.
func CheckID(id string) error {
	if wrong := wrongID(id); wrong != "" {
		return &fault.Invalid{Subject: "tax.ID", Fields: []fault.Field{{Path: "taxId", Rule: fault.RuleFormat, Message: wrong}}}
	}
	return nil
}

// wrongID says what is wrong with an id; nothing if nothing is.
func wrongID(id string) string {
	form := formOf(id)
	if form == nil {
		return fmt.Sprintf("%.60q begins with no known country; write the VAT id with its prefix, such as DE136695976", id)
	}
	number := id[len(form.prefix):]
	if !form.has(number) {
		return fmt.Sprintf("%.60q has not the form %s; write it without spaces, points and hyphens", id, form)
	}
	if form.holds != nil && !form.holds(number) {
		return fmt.Sprintf("%q has wrong check digits; compare it with the customer's letter head", id)
	}
	return ""
}

// formOf is the form an id begins like, nil if there is none.
func formOf(id string) *idForm {
	for i := range idForms {
		if strings.HasPrefix(id, idForms[i].prefix) {
			return &idForms[i]
		}
	}
	return nil
}

// String lists the form's variants, such as "ATU99999999".
func (f *idForm) String() string {
	return f.prefix + strings.Join(f.forms, " or "+f.prefix)
}

func (f *idForm) has(number string) bool {
	for _, form := range f.forms {
		if matches(form, number) {
			return true
		}
	}
	return false
}

func matches(form, number string) bool {
	if len(form) != len(number) {
		return false
	}
	for i := range len(form) {
		c := number[i]
		digit, letter := '0' <= c && c <= '9', 'A' <= c && c <= 'Z'
		switch form[i] {
		case '9':
			if !digit {
				return false
			}
		case 'A':
			if !letter {
				return false
			}
		case 'X':
			if !digit && !letter {
				return false
			}
		default:
			if c != form[i] {
				return false
			}
		}
	}
	return true
}

// prefixCountry is the country that gave an id; empty if none is known.
func prefixCountry(id string) string {
	if f := formOf(id); f != nil {
		return f.country
	}
	return ""
}

// hasForm reports whether ids of a country are known.
func hasForm(country string) bool {
	for i := range idForms {
		if idForms[i].country == country {
			return true
		}
	}
	return false
}
