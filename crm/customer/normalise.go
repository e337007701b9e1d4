package customer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// forms is what a form needs to know.
type forms struct {
	countryCode string
	cardSecret  []byte
}

// form gives a valid UTF-8 text the one form in which it is kept or looked for; else problem says what is wrong with it.
type form func(f forms, text string) (normal, problem string)

// NormalisePhone writes a telephone number as E.164: a plus sign, the country code and the number, such as "+49891234567".
// It takes what begins with +, with 00, or nationally with 0, which countryCode (such as "49") then replaces; spaces,
// brackets and the signs - . / do no harm, nor does the "(0)" in "+49 (0)89". Where a national number keeps its 0 abroad,
// as in Italy, write it internationally. Anything else is fault.ErrInvalid.
func NormalisePhone(number, countryCode string) (string, error) {
	return normalised("phoneNumber", number, forms{countryCode: countryCode}, asPhone)
}

// NormaliseEmail writes an e-mail address in lower case, without the blanks around it: "A@Example.com " becomes
// "a@example.com". RFC 5321 would let the part before the @ differ by case, no provider does. A text that is no address is
// fault.ErrInvalid.
func NormaliseEmail(address string) (string, error) {
	return normalised("emailAddress", address, forms{}, asEmail)
}

func normalised(path, text string, f forms, form form) (string, error) {
	var c fault.Check
	normal := readText(f, &c, path, text, form)
	if err := c.Err("customer." + path); err != nil {
		return "", err
	}
	return normal, nil
}

// The lengths of an E.164 number, country code included; the upper one is the standard's, the shortest in use has 7.
const (
	minPhone = 7
	maxPhone = 15
)

func asPhone(f forms, text string) (string, string) {
	compact := without(text, unicode.IsSpace)
	international, plus := strings.CutPrefix(compact, "+")
	if !plus {
		international, plus = strings.CutPrefix(compact, "00")
	}
	if plus {
		international = strings.Replace(international, "(0)", "", 1)
	}
	digits := without(international, func(r rune) bool { return strings.ContainsRune("()-./", r) })
	if !plus {
		national, zero := strings.CutPrefix(digits, "0")
		if !zero || f.countryCode == "" {
			return "", "must begin with +, 00 or, if the country is known, 0, such as +49 89 1234567"
		}
		digits = f.countryCode + national
	}
	switch {
	case !digitsOnly(digits) || digits[0] == '0':
		return "", "must be a telephone number, such as +49 89 1234567"
	case len(digits) < minPhone || len(digits) > maxPhone:
		return "", fmt.Sprintf("has %d digits, a telephone number has %d to %d", len(digits), minPhone, maxPhone)
	}
	return "+" + digits, ""
}

// maxEmail is the longest address that RFC 5321 lets through.
const maxEmail = 254

// asEmailTyped keeps an address as the customer writes it.
func asEmailTyped(f forms, text string) (string, string) {
	typed, problem := asTyped(f, text)
	if problem != "" {
		return "", problem
	}
	parsed, err := mail.ParseAddress(typed)
	if err != nil || parsed.Name != "" || parsed.Address != typed || len(typed) > maxEmail {
		return "", "must be an e-mail address, such as name@example.com"
	}
	return typed, ""
}

func asEmail(f forms, text string) (string, string) {
	typed, problem := asEmailTyped(f, text)
	return strings.ToLower(typed), problem
}

// asTyped takes the blanks around a text away.
func asTyped(_ forms, text string) (string, string) {
	typed := strings.TrimSpace(text)
	if typed == "" {
		return "", "must not be blank"
	}
	return typed, ""
}

func asCountry(_ forms, text string) (string, string) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", "must be the two letters of a country, such as DE"
	}
	return code, ""
}

// asNumber is for numbers with letters: capitals, without blanks.
func asNumber(_ forms, text string) (string, string) {
	number := strings.ToUpper(without(text, unicode.IsSpace))
	if number == "" {
		return "", "must not be blank"
	}
	return number, ""
}

// asTaxID is for numbers that are written with and without signs between the digits: "DE 123.456/789".
func asTaxID(_ forms, text string) (string, string) {
	id := strings.ToUpper(without(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	if id == "" {
		return "", "must have letters or digits"
	}
	return id, ""
}

// asIMSI is for the identity on a SIM: ITU-T E.212, three digits of the country, two or three of the network, up to 15 in all.
func asIMSI(_ forms, text string) (string, string) {
	imsi := without(text, unicode.IsSpace)
	if !digitsOnly(imsi) || len(imsi) < 6 || len(imsi) > 15 {
		return "", "must have 6 to 15 digits"
	}
	return imsi, ""
}

// asCard hashes a card number with the secret. A plain hash would not do: of a number whose first six and last four digits
// are known, all others can be tried.
func asCard(f forms, text string) (string, string) {
	number := without(text, func(r rune) bool { return unicode.IsSpace(r) || r == '-' })
	switch {
	case !digitsOnly(number) || len(number) < 12 || len(number) > 19 || !luhn(number):
		return "", "must be a card number of 12 to 19 digits with a right check digit"
	case f.cardSecret == nil:
		return "", "cards are not kept here: Config.CardSecret is not set"
	}
	mac := hmac.New(sha256.New, f.cardSecret)
	mac.Write([]byte(number))
	return hex.EncodeToString(mac.Sum(nil)), ""
}

// luhn checks the last digit of a card number (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// folded is a name as it is searched by: lower case, one blank between words.
func folded(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func without(text string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, text)
}

func digitsOnly(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
