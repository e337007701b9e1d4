package yaml_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/yaml"
)

func ExampleReadRecord() {
	_, err := yaml.ReadRecord([]byte(`
outage:
  - id: o-1
    start: 2026-03-10 08:00
    cuase: digger
`))
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			fmt.Println(f.Path, f.Rule)
			fmt.Println(" ", f.Message)
		}
	}
	// Output:
	// outage[0].start ETOM-FORMAT
	//   line 4: "2026-03-10 08:00" is no instant; write date, time and zone as in 2026-03-29T01:30:00+01:00 or with Z
	// outage[0].cuase ETOM-UNKNOWN
	//   line 5: is not a field here; there are id, feature, start, end, reported, weight, cause
}
