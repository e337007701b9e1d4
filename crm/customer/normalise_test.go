package customer_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestNormalisePhone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ number, want string }{
		"international, as it is kept":            {"+49891234567", "+49891234567"},
		"international, with blanks":              {" +49 89 123 45 67 ", "+49891234567"},
		"international, with two zeros":           {"0049 89 1234567", "+49891234567"},
		"the zero in brackets is left out":        {"+49 (0)89 / 12345-67", "+49891234567"},
		"the same with two zeros in front":        {"0049 (0) 89 1234567", "+49891234567"},
		"national, the country is put in front":   {"(089) 12.34.567", "+49891234567"},
		"a non-breaking space is a blank":         {"089\u00a01234567", "+49891234567"},
		"another country keeps its code":          {"+1 212-555-0199", "+12125550199"},
		"the longest, fifteen digits (E.164 6.2)": {"+123456789012345", "+123456789012345"},
		"the shortest, on Niue":                   {"+683 4002", "+6834002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := customer.NormalisePhone(c.number, "49")
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestNormalisePhone_refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ number, country string }{
		"nothing":                           {"", "49"},
		"blanks":                            {"  ", "49"},
		"a plus sign only":                  {"+", "49"},
		"letters":                           {"+49 89 CALL-ME", "49"},
		"digits of another script":          {"+٤٩٨٩١٢٣٤٥٦٧", "49"},
		"no hint of the country":            {"1234567", "49"},
		"a country code that begins with 0": {"+0891234567", "49"},
		"two plus signs":                    {"++49891234567", "49"},
		"sixteen digits":                    {"+1234567890123456", "49"},
		"six digits":                        {"+683402", "49"},
		"national, and the country unknown": {"089 1234567", ""},
		"national, and no country code":     {"089 1234567", "de"},
		"NUL":                               {"+4989\x001234567", "49"},
		"invalid UTF-8":                     {"+4989\xff1234567", "49"},
		"very long":                         {"+49" + strings.Repeat(" ", 500) + "89123456", "49"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := customer.NormalisePhone(c.number, c.country)
			assert.ErrorIs(t, err, fault.ErrInvalid)
			assert.Empty(t, got)
		})
	}
}

func TestNormaliseEmail(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		" Sales@Dealer-A.Example ": "sales@dealer-a.example",
		"a+b@example.com":          "a+b@example.com",
		"MÜLLER@BÜCHER.example":    "müller@bücher.example",
	} {
		got, err := customer.NormaliseEmail(address)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, wrong := range []string{"", " ", "a", "a@", "@b", "a b@c.de", "Dealer <a@b.de>", "<a@b.de>", "a@b@c", "a@b.de, c@d.de",
		"a@b\x00.de", "a@\xff", strings.Repeat("a", 250) + "@b.de"} {
		_, err := customer.NormaliseEmail(wrong)
		assert.ErrorIs(t, err, fault.ErrInvalid, "%q", wrong)
	}
}

// However a number is written, it is the same number.
func TestNormalisePhone_knows_every_way_of_writing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		national := rapid.StringMatching(`[1-9][0-9]{5,11}`).Draw(t, "national")
		front := rapid.SampledFrom([]string{"+49", "0049", "+49(0)", "0049 (0)", "0", "(0)"}).Draw(t, "front")
		written := []rune(national)
		for i := len(written) - 1; i > 0; i-- {
			sign := rapid.SampledFrom([]string{"", "", " ", "-", "/", "."}).Draw(t, "sign")
			written = []rune(string(written[:i]) + sign + string(written[i:]))
		}
		got, err := customer.NormalisePhone(front+string(written), "49")
		require.NoError(t, err)
		assert.Equal(t, "+49"+national, got)
	})
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

func FuzzNormalisePhone(f *testing.F) {
	for _, seed := range []string{"+49 (0)89 1234567", "0049-89-1234567", "089/1234567", "+1 212 555 0199", "", "+", "00", "(0)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		got, err := customer.NormalisePhone(number, "49")
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		require.Regexp(t, e164, got)
		again, err := customer.NormalisePhone(got, "1")
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}

func FuzzNormaliseEmail(f *testing.F) {
	for _, seed := range []string{"A@b.de", " a@b ", "a@[127.0.0.1]", `"a b"@c.de`, "İ@x.de", "K@x.de", "a@b@c", "(x)a@b.de"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		got, err := customer.NormaliseEmail(address)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		again, err := customer.NormaliseEmail(got)
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}
