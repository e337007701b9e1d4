package tax

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// rates is the table of EU: a line for each country and class, each rate with the day from which it applies, and where one was abolished
// the day from which none does. The standard rates reach back to 2015 at least, Germany's to the beginning in 1968.
//
// Sources: the countries' acts on value added tax, named at the line; for the days of change the European Commission's "VAT rates
// applied in the Member States of the European Union" and its database "Taxes in Europe", for Switzerland and Norway the tax
// administrations' announcements. The tests hold it against three published tables.
var rates = []struct {
	country string
	class   Class
	source  string
	steps   []step
}{
	{"AT", Standard, "§ 10 Abs. 1 UStG 1994 (AT)", []step{{"1984-01-01", "20%"}}},
	{"AT", Reduced, "§ 10 Abs. 2 UStG 1994 (AT)", []step{{"1984-01-01", "10%"}}},
	{"AT", SecondReduced, "§ 10 Abs. 3 UStG 1994 (AT)", []step{{"2016-01-01", "13%"}}},
	{"AT-6691", Standard, "§ 10 Abs. 4 UStG 1994 (AT), Jungholz", []step{{"1984-01-01", "19%"}}},
	{"AT-6991", Standard, "§ 10 Abs. 4 UStG 1994 (AT), Mittelberg", []step{{"1984-01-01", "19%"}}},
	{"BE", Standard, "AR/KB n° 20 (BE)", []step{{"1996-01-01", "21%"}}},
	{"BE", Reduced, "AR/KB n° 20, table A (BE)", []step{{"1996-01-01", "6%"}}},
	{"BE", SecondReduced, "AR/KB n° 20, table B (BE)", []step{{"1996-01-01", "12%"}}},
	{"BE", Parking, "AR/KB n° 20 (BE)", []step{{"1996-01-01", "12%"}}},
	{"BG", Standard, "ZDDS Art. 66 (BG)", []step{{"1999-01-01", "20%"}}},
	{"BG", Reduced, "ZDDS Art. 66 (BG)", []step{{"2011-04-01", "9%"}}},
	{"CY", Standard, "VAT Act 95(I)/2000 (CY)", []step{{"2014-01-13", "19%"}}},
	{"CY", Reduced, "VAT Act 95(I)/2000, schedule 5 (CY)", []step{{"2014-01-13", "5%"}}},
	{"CY", SecondReduced, "VAT Act 95(I)/2000, schedule 12 (CY)", []step{{"2014-01-13", "9%"}}},
	{"CZ", Standard, "§ 47 zákona 235/2004 Sb. (CZ)", []step{{"2013-01-01", "21%"}}},
	{"CZ", Reduced, "§ 47 zákona 235/2004 Sb. (CZ)", []step{{"2015-01-01", "10%"}, {"2024-01-01", "12%"}}},
	{"CZ", SecondReduced, "§ 47 zákona 235/2004 Sb. (CZ)", []step{{"2015-01-01", "15%"}, {"2024-01-01", ""}}},
	{"DE", Standard, "§ 12 Abs. 1 UStG, § 28 Abs. 1 UStG (2020)", []step{{"1968-01-01", "10%"}, {"1968-07-01", "11%"}, {"1978-01-01", "12%"}, {"1979-07-01", "13%"},
		{"1983-07-01", "14%"}, {"1993-01-01", "15%"}, {"1998-04-01", "16%"}, {"2007-01-01", "19%"}, {"2020-07-01", "16%"}, {"2021-01-01", "19%"}}},
	{"DE", Reduced, "§ 12 Abs. 2 UStG, § 28 Abs. 2 UStG (2020)", []step{{"1968-01-01", "5%"}, {"1968-07-01", "5.5%"}, {"1978-01-01", "6%"}, {"1979-07-01", "6.5%"},
		{"1983-07-01", "7%"}, {"2020-07-01", "5%"}, {"2021-01-01", "7%"}}},
	{"DK", Standard, "Momsloven § 33 (DK)", []step{{"1992-01-01", "25%"}}},
	{"EE", Standard, "KMS § 15 (EE)", []step{{"2009-07-01", "20%"}, {"2024-01-01", "22%"}, {"2025-07-01", "24%"}}},
	{"EE", Reduced, "KMS § 15 (EE)", []step{{"2009-07-01", "9%"}, {"2024-01-01", "5%"}, {"2025-01-01", "9%"}}},
	{"EE", SecondReduced, "KMS § 15 (EE)", []step{{"2024-01-01", "9%"}, {"2025-01-01", "13%"}}},
	{"ES", Standard, "Ley 37/1992, art. 90 (ES)", []step{{"2012-09-01", "21%"}}},
	{"ES", Reduced, "Ley 37/1992, art. 91 (ES)", []step{{"2012-09-01", "10%"}}},
	{"ES", SuperReduced, "Ley 37/1992, art. 91 (ES)", []step{{"1995-01-01", "4%"}}},
	{"FI", Standard, "Arvonlisäverolaki 84 § (FI)", []step{{"2013-01-01", "24%"}, {"2024-09-01", "25.5%"}}},
	{"FI", Reduced, "Arvonlisäverolaki 85 a § (FI)", []step{{"2013-01-01", "10%"}}},
	{"FI", SecondReduced, "Arvonlisäverolaki 85 § (FI)", []step{{"2013-01-01", "14%"}, {"2026-01-01", "13.5%"}}},
	{"FR", Standard, "CGI art. 278 (FR)", []step{{"2000-04-01", "19.6%"}, {"2014-01-01", "20%"}}},
	{"FR", Reduced, "CGI art. 278-0 bis (FR)", []step{{"1982-07-01", "5.5%"}}},
	{"FR", SecondReduced, "CGI art. 278 bis, 279 (FR)", []step{{"2012-01-01", "7%"}, {"2014-01-01", "10%"}}},
	{"FR", SuperReduced, "CGI art. 281 quater ff. (FR)", []step{{"1989-01-01", "2.1%"}}},
	{"GR", Standard, "VAT Code art. 21 (GR)", []step{{"2010-07-01", "23%"}, {"2016-06-01", "24%"}}},
	{"GR", Reduced, "VAT Code art. 21 (GR)", []step{{"2016-06-01", "6%"}}},
	{"GR", SecondReduced, "VAT Code art. 21 (GR)", []step{{"2016-06-01", "13%"}}},
	{"HR", Standard, "Zakon o PDV-u čl. 38 (HR)", []step{{"2012-03-01", "25%"}}},
	{"HR", Reduced, "Zakon o PDV-u čl. 38 (HR)", []step{{"2014-01-01", "5%"}}},
	{"HR", SecondReduced, "Zakon o PDV-u čl. 38 (HR)", []step{{"2014-01-01", "13%"}}},
	{"HU", Standard, "Áfa tv. 82. § (HU)", []step{{"2012-01-01", "27%"}}},
	{"HU", Reduced, "Áfa tv. 82. § (HU)", []step{{"2012-01-01", "5%"}}},
	{"HU", SecondReduced, "Áfa tv. 82. § (HU)", []step{{"2012-01-01", "18%"}}},
	{"IE", Standard, "VATCA 2010 s. 46 (IE)", []step{{"2012-01-01", "23%"}, {"2020-09-01", "21%"}, {"2021-03-01", "23%"}}},
	{"IE", Reduced, "VATCA 2010 s. 46(1)(ca) (IE)", []step{{"2011-07-01", "9%"}}},
	{"IE", SecondReduced, "VATCA 2010 s. 46(1)(c) (IE)", []step{{"2003-01-01", "13.5%"}}},
	{"IE", SuperReduced, "VATCA 2010 s. 46(1)(d) (IE)", []step{{"2005-01-01", "4.8%"}}},
	{"IE", Parking, "VATCA 2010 s. 46(1)(c) (IE)", []step{{"2003-01-01", "13.5%"}}},
	{"IT", Standard, "DPR 633/1972, art. 16 (IT)", []step{{"2013-10-01", "22%"}}},
	{"IT", Reduced, "DPR 633/1972, tab. A, II-bis (IT)", []step{{"2016-01-01", "5%"}}},
	{"IT", SecondReduced, "DPR 633/1972, tab. A, III (IT)", []step{{"1995-02-24", "10%"}}},
	{"IT", SuperReduced, "DPR 633/1972, tab. A, II (IT)", []step{{"1989-01-01", "4%"}}},
	{"LT", Standard, "PVMĮ 19 str. (LT)", []step{{"2009-09-01", "21%"}}},
	{"LT", Reduced, "PVMĮ 19 str. (LT)", []step{{"2009-01-01", "5%"}}},
	{"LT", SecondReduced, "PVMĮ 19 str. (LT)", []step{{"2009-01-01", "9%"}, {"2026-01-01", "12%"}}},
	{"LU", Standard, "Loi TVA art. 39 (LU)", []step{{"1992-01-01", "15%"}, {"2015-01-01", "17%"}, {"2023-01-01", "16%"}, {"2024-01-01", "17%"}}},
	{"LU", Reduced, "Loi TVA art. 40 (LU)", []step{{"2015-01-01", "8%"}, {"2023-01-01", "7%"}, {"2024-01-01", "8%"}}},
	{"LU", SuperReduced, "Loi TVA art. 40-1 (LU)", []step{{"1992-01-01", "3%"}}},
	{"LU", Parking, "Loi TVA art. 40 (LU)", []step{{"2023-01-01", "13%"}, {"2024-01-01", "14%"}}},
	{"LV", Standard, "PVN likums 41. p. (LV)", []step{{"2012-07-01", "21%"}}},
	{"LV", Reduced, "PVN likums 42. p. (LV)", []step{{"2018-01-01", "5%"}}},
	{"LV", SecondReduced, "PVN likums 42. p. (LV)", []step{{"2011-01-01", "12%"}}},
	{"MT", Standard, "VAT Act art. 19 (MT)", []step{{"2004-01-01", "18%"}}},
	{"MT", Reduced, "VAT Act, eighth schedule (MT)", []step{{"2004-01-01", "5%"}}},
	{"MT", SecondReduced, "VAT Act, eighth schedule (MT)", []step{{"2011-01-01", "7%"}}},
	{"NL", Standard, "Wet OB 1968 art. 9 (NL)", []step{{"2001-01-01", "19%"}, {"2012-10-01", "21%"}}},
	{"NL", Reduced, "Wet OB 1968 art. 9, tabel I (NL)", []step{{"1986-10-01", "6%"}, {"2019-01-01", "9%"}}},
	{"PL", Standard, "Ustawa o VAT art. 41, 146a ff. (PL)", []step{{"2011-01-01", "23%"}}},
	{"PL", Reduced, "Ustawa o VAT art. 41 (PL)", []step{{"2011-01-01", "5%"}}},
	{"PL", SecondReduced, "Ustawa o VAT art. 41, 146a ff. (PL)", []step{{"2011-01-01", "8%"}}},
	{"PT", Standard, "CIVA art. 18 (PT)", []step{{"2011-01-01", "23%"}}},
	{"PT", Reduced, "CIVA art. 18, lista I (PT)", []step{{"2011-01-01", "6%"}}},
	{"PT", SecondReduced, "CIVA art. 18, lista II (PT)", []step{{"2011-01-01", "13%"}}},
	{"RO", Standard, "Codul fiscal art. 291 (RO)", []step{{"2010-07-01", "24%"}, {"2016-01-01", "20%"}, {"2017-01-01", "19%"}, {"2025-08-01", "21%"}}},
	{"RO", Reduced, "Codul fiscal art. 291 (RO)", []step{{"2016-01-01", "5%"}, {"2025-08-01", "11%"}}},
	{"RO", SecondReduced, "Codul fiscal art. 291 (RO)", []step{{"2016-01-01", "9%"}, {"2025-08-01", ""}}},
	{"SE", Standard, "Mervärdesskattelagen 9 kap. (SE)", []step{{"1990-07-01", "25%"}}},
	{"SE", Reduced, "Mervärdesskattelagen 9 kap. (SE)", []step{{"1996-01-01", "6%"}}},
	{"SE", SecondReduced, "Mervärdesskattelagen 9 kap. (SE)", []step{{"1996-01-01", "12%"}}},
	{"SI", Standard, "ZDDV-1 41. čl. (SI)", []step{{"2013-07-01", "22%"}}},
	{"SI", Reduced, "ZDDV-1 41. čl. (SI)", []step{{"2020-01-01", "5%"}}},
	{"SI", SecondReduced, "ZDDV-1 41. čl. (SI)", []step{{"2013-07-01", "9.5%"}}},
	{"SK", Standard, "§ 27 zákona 222/2004 Z. z. (SK)", []step{{"2011-01-01", "20%"}, {"2025-01-01", "23%"}}},
	{"SK", Reduced, "§ 27 zákona 222/2004 Z. z. (SK)", []step{{"2025-01-01", "5%"}}},
	{"SK", SecondReduced, "§ 27 zákona 222/2004 Z. z. (SK)", []step{{"2025-01-01", "19%"}}},
	{"GB", Standard, "VATA 1994 s. 2 (GB)", []step{{"2011-01-04", "20%"}}},
	{"GB", Reduced, "VATA 1994 s. 29A (GB)", []step{{"1997-09-01", "5%"}}},
	{"CH", Standard, "Art. 25 Abs. 1 MWSTG (CH)", []step{{"2011-01-01", "8%"}, {"2018-01-01", "7.7%"}, {"2024-01-01", "8.1%"}}},
	{"CH", Reduced, "Art. 25 Abs. 2 MWSTG (CH)", []step{{"2011-01-01", "2.5%"}, {"2024-01-01", "2.6%"}}},
	{"CH", SecondReduced, "Art. 25 Abs. 4 MWSTG (CH)", []step{{"2011-01-01", "3.8%"}, {"2018-01-01", "3.7%"}, {"2024-01-01", "3.8%"}}},
	{"NO", Standard, "Merverdiavgiftsloven § 5-1 (NO)", []step{{"2005-01-01", "25%"}}},
}

// step is a rate and its first day; an empty rate says that from this day there is none.
type step struct{ from, rate string }

// eu is made once: a table is immutable.
var eu = mustTable()

func mustTable() Table {
	var rows []Row
	for _, r := range rates {
		for i, s := range r.steps {
			if s.rate == "" {
				continue
			}
			row := Row{Country: r.country, Class: r.class, Rate: money.MustRate(s.rate), From: calendar.MustParse(s.from), Source: r.source}
			if i+1 < len(r.steps) {
				row.Until = calendar.MustParse(r.steps[i+1].from)
			}
			rows = append(rows, row)
		}
	}
	t, err := NewTable(rows)
	if err != nil {
		panic(err)
	}
	return t
}

// EU is the table of the 27 member states, and of the United Kingdom, Switzerland and Norway, as far as their rates are certain. Rates
// that a country has for single kinds of supply, and those of regions other than Jungholz and Mittelberg, are not in it; a vendor adds
// them to the Rows.
func EU() Table { return eu }
