package pdf_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func named(t testing.TB, name string) (string, error) {
	t.Helper()
	b := telecom(t)
	b.Recipient.Name = name
	doc, err := pdf.Render(b, "de", nil)
	if err != nil {
		return "", err
	}
	return joined(read(t, doc)), nil
}

// The alphabets of the Union's official languages: Latin, Greek and Cyrillic (Bulgarian), and its neighbours'.
func TestRender_has_the_letters_of_Europe(t *testing.T) {
	t.Parallel()
	for language, letters := range map[string]string{
		"Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя", "Croatian": "čćđšž", "Czech": "áčďéěíňóřšťúůýž", "Danish": "æøå", "Estonian": "äõöüšž", "French": "àâæçéèêëîïôœùûüÿ",
		"German": "äöüßÄÖÜ", "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "Hungarian": "áéíóöőúüű", "Irish": "áéíóú", "Latvian": "āčēģīķļņšūž", "Lithuanian": "ąčęėįšųūž",
		"Maltese": "ċġħż", "Polish": "ąćęłńóśźż", "Portuguese": "ãâáàçéêíóôõú", "Slovak": "áäčďéíĺľňóôŕšťúýž", "Spanish": "áéíñóúü¿¡", "Swedish": "åäö", "Icelandic": "áðéíóúýþæö",
		"Turkish": "çğıİöşü", "Ukrainian": "ґєії", "Serbian": "ђјљњћџ", "signs": "€£¥$%§&@–—„“”‚‘’«»·…×−±°²³½",
	} {
		text, err := named(t, "Firma "+letters)
		require.NoError(t, err, language)
		assert.Contains(t, text, letters, language)
	}
}

func TestRender_names_the_letters_that_the_font_lacks(t *testing.T) {
	t.Parallel()
	_, err := named(t, "東京 Emoji 😀 GmbH 京")
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ErrorContains(t, err, "京 (U+4EAC) 東 (U+6771) 😀 (U+1F600)")
	_, err = named(t, strings.Repeat("一丁七万丈三上下不与丐丑专且世丘丙业丛东丝丞丟両丢", 2))
	assert.ErrorContains(t, err, "…")
}

func TestRender_writes_what_people_meant(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Mu\u0308ller":                         "Müller", // typed as u and two dots, as file names of some systems are
		"Nowak\tund\nSo\u0308hne":              "Nowak und Söhne",
		"a\u00adb\u200bc\ufeffd":               "abcd",         // soft hyphen, zero width space, byte order mark
		"Evil\u202e gpj.exe":                   "Evil gpj.exe", // nothing turns the direction of what is read
		"1\u202f000 m\u00b2":                   "1\u00a0000 m²",
		"  wide   \u2003 spaces  in between  ": "wide spaces in between",
	} {
		text, err := named(t, given)
		require.NoError(t, err)
		assert.Contains(t, text, want)
	}
}
