package customer

import (
	"slices"
	"strings"
	"unicode"
)

// legalForms say how a company is organised, not which one it is; "& Co. KG" is "co", "kg". Those of German, English and some European law.
var legalForms = []string{"ag", "bv", "co", "corp", "ek", "eg", "ev", "gbr", "gmbh", "inc", "kg", "kgaa", "llc", "llp", "ltd", "mbh", "nv", "ohg", "plc", "sa", "sarl", "se", "spa", "srl", "ug"}

// titles say how somebody is addressed, not who it is.
var titles = []string{"dr", "frau", "herr", "mr", "mrs", "ms", "prof"}

var spelling = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "ç", "c", "ñ", "n", "ó", "o", "ø", "oe", "å", "aa", "æ", "ae")

// alike is a name as duplicates are found by: lower case, umlauts written out, no signs, no legal forms and titles, the words in the
// order of the alphabet, so that "Müller, Hans" is "Dr. Hans Mueller". A name of nothing but such words keeps them.
func alike(name string) string {
	plain := spelling.Replace(strings.ToLower(strings.ReplaceAll(name, ".", "")))
	words := strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	telling := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(legalForms, w) || slices.Contains(titles, w) })
	if len(telling) == 0 {
		telling = words
	}
	slices.Sort(telling)
	return strings.Join(telling, " ")
}

// place is a postal address as it is compared: country, post code, and the street without signs. Empty for what is none.
func place(m ContactMedium) string {
	if m.Type != Letter {
		return ""
	}
	street := spelling.Replace(strings.ToLower(m.Characteristic.Street1))
	for _, long := range []string{"strasse", "str."} { // at the end of a word, as in "Petuelstr. 1"
		street = strings.ReplaceAll(street, long, "str")
	}
	street = without(street, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	where := m.Characteristic.PostCode
	if where == "" {
		where = strings.ToLower(m.Characteristic.City)
	}
	return strings.Join([]string{m.Characteristic.Country, without(where, unicode.IsSpace), street}, "/")
}
