package insight

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Section is a section of the statistical classification of economic activities. It is a value.
type Section struct {
	Code  string `json:"code"`  // a capital letter
	First int    `json:"first"` // its first division: the first two digits of a code
	Last  int    `json:"last"`  // its last division
	Name  string `json:"name"`
}

// sections of NACE Rev. 2: Regulation (EC) No 1893/2006, annex I. Some divisions between first and last do not exist.
var sections = []Section{
	{"A", 1, 3, "agriculture, forestry and fishing"},
	{"B", 5, 9, "mining and quarrying"},
	{"C", 10, 33, "manufacturing"},
	{"D", 35, 35, "electricity, gas, steam and air conditioning supply"},
	{"E", 36, 39, "water supply; sewerage, waste management and remediation activities"},
	{"F", 41, 43, "construction"},
	{"G", 45, 47, "wholesale and retail trade; repair of motor vehicles and motorcycles"},
	{"H", 49, 53, "transportation and storage"},
	{"I", 55, 56, "accommodation and food service activities"},
	{"J", 58, 63, "information and communication"},
	{"K", 64, 66, "financial and insurance activities"},
	{"L", 68, 68, "real estate activities"},
	{"M", 69, 75, "professional, scientific and technical activities"},
	{"N", 77, 82, "administrative and support service activities"},
	{"O", 84, 84, "public administration and defence; compulsory social security"},
	{"P", 85, 85, "education"},
	{"Q", 86, 88, "human health and social work activities"},
	{"R", 90, 93, "arts, entertainment and recreation"},
	{"S", 94, 96, "other service activities"},
	{"T", 97, 98, "activities of households as employers; goods and services produced by households for own use"},
	{"U", 99, 99, "activities of extraterritorial organisations and bodies"},
}

// Sections lists the sections of NACE Rev. 2.
func Sections() []Section { return slices.Clone(sections) }

// naceCode is a division, group or class ("61", "61.1", "61.10"), or a subclass of the German WZ 2008 ("61.10.0").
var naceCode = regexp.MustCompile(`^([0-9]{2})(\.[0-9]{1,2}(\.[0-9])?)?$`)

// SectionOf is the section that a code of NACE Rev. 2 belongs to; whether there is such a group or class is not looked at. A code that
// is none, or of no section, is fault.ErrInvalid.
func SectionOf(nace string) (Section, error) {
	var c fault.Check
	if parts := naceCode.FindStringSubmatch(nace); parts != nil {
		division, _ := strconv.Atoi(parts[1])
		at := slices.IndexFunc(sections, func(s Section) bool { return s.First <= division && division <= s.Last })
		if at >= 0 {
			return sections[at], nil
		}
	}
	c.Add("nace", fault.RuleFormat, fmt.Sprintf("%.20q is no code of NACE Rev. 2; write it like 61.10", nace))
	return Section{}, c.Err("insight.line")
}
