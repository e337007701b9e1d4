package tax_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// published are numbers that companies publish and that arthurdejong/python-stdnum gives as valid examples of its own implementations.
var published = []string{
	"ATU13585627", "BE0428759497", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976", "DE143454214", "DE123475223", "DE129273398",
	"DK13585628", "EE100931558", "EE100594102", "EL094259216", "ESB58378431", "FI20774740", "FR40303265045", "FR23334175221", "FRK7399859412",
	"HR33392005961", "HU12892312", "IE6433435F", "IE6433435OA", "IE8D79739I", "IT00743110157", "LT119511515", "LT100001919017", "LU15027442",
	"LV40003521600", "MT11679112", "NL004495445B01", "NL123456789B13", "PL8567346215", "PT501964843", "RO18547290", "SE123456789701", "SI50223054",
	"SK2022749619", "GB980780684", "GBGD001", "CHE107787577", "CHE107787577MWST", "NO995525828MVA",
}

func TestCheckID_Published(t *testing.T) {
	t.Parallel()
	for _, id := range published {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, tax.CheckID(id))
		})
	}
}

// unchecked have forms only.
var unchecked = map[string]bool{"BG": true, "CZ": true, "ES": true, "LV": true}

// TestCheckID_EveryDigit changes each digit of each number by one, which any rule for check digits must see; rules modulo 11 whose
// remainder 10 counts as 0 may miss single ones, so at least nine of ten must be seen.
func TestCheckID_EveryDigit(t *testing.T) {
	t.Parallel()
	seen, all := 0, 0
	for _, id := range published {
		if unchecked[id[:2]] || id == "FRK7399859412" || id == "GBGD001" {
			continue
		}
		for i := range len(id) {
			if id[i] < '0' || id[i] > '9' || id[:2] == "SE" && i >= len(id)-2 { // the last two digits count a company's registrations
				continue
			}
			wrong := []byte(id)
			wrong[i] = '0' + (id[i]-'0'+1)%10
			all++
			if err := tax.CheckID(string(wrong)); err != nil {
				require.ErrorIs(t, err, fault.ErrInvalid)
				seen++
			} else {
				t.Log(id, string(wrong))
			}
		}
	}
	assert.GreaterOrEqual(t, seen*10, all*9, "%d of %d", seen, all)
}

func TestCheckID_Wrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ id, says string }{
		"nothing":                          {"", "no known country"},
		"no prefix":                        {"136695976", "no known country"},
		"a prefix only":                    {"DE", "has not the form DE999999999"},
		"spaces":                           {"DE 136 695 976", "without spaces"},
		"small letters":                    {"de136695976", "no known country"},
		"a digit too few":                  {"DE13669597", "has not the form"},
		"a digit too many":                 {"DE1366959760", "has not the form"},
		"a letter among digits":            {"DE13669597O", "has not the form"},
		"Greece by its ISO code":           {"GR094259216", "no known country"},
		"Austria without its U":            {"AT13585627", "has not the form ATU99999999"},
		"a wrong check digit":              {"DE136695970", "wrong check digits"},
		"a Spanish number without letters": {"ES123456789", "has not the form"},
		"an Irish letter":                  {"IE6433435G", "wrong check digits"},
		"a Swedish company without number": {"SE123456789700", "wrong check digits"},
		"not only ASCII":                   {"DE13669597６", "has not the form"},
		"a book":                           {strings.Repeat("A", 1<<16), "no known country"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := tax.CheckID(c.id)
			require.Less(t, len(err.Error()), 300, "no more of it than is needed to find it")
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.ErrorContains(t, err, c.says)
			assert.Equal(t, []string{"taxId"}, etomtest.Paths(err))
		})
	}
}

// TestCheckID_EveryCountry: each member state's numbers have a form, and each form is tried above.
func TestCheckID_EveryCountry(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, id := range published {
		tried[id[:2]] = true
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			country := string(a) + string(b)
			if !tax.IsMember(country, day) {
				continue
			}
			if country == "GR" {
				country = "EL"
			}
			assert.True(t, tried[country], country)
		}
	}
}

func FuzzCheckID(f *testing.F) {
	for _, id := range published {
		f.Add(id)
	}
	f.Add("")
	f.Add("IE9+99999A")
	f.Add("NL000000000B00")
	f.Fuzz(func(t *testing.T, id string) {
		err := tax.CheckID(id)
		if err == nil {
			assert.Regexp(t, `^[A-Z]{2}[0-9A-Z+*]{2,14}$`, id)
			return
		}
		assert.ErrorIs(t, err, fault.ErrInvalid)
	})
}
