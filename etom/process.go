package etom

import (
	"slices"
	"strings"
)

// ProcessID names a process: its number in the paper for levels 2 and 3 ("3.5", "3.5.3"), a word above ("Fulfillment").
type ProcessID string

// The processes of level 0: the three areas of the enterprise.
const (
	StrategyInfrastructureProduct ProcessID = "StrategyInfrastructureProduct"
	Operations                    ProcessID = "Operations"
	EnterpriseManagement          ProcessID = "EnterpriseManagement"
)

// The verticals of Operations, level 1. The last three are the customer operations processes, FAB.
const (
	OperationsSupportReadiness ProcessID = "OperationsSupportReadiness"
	Fulfillment                ProcessID = "Fulfillment"
	Assurance                  ProcessID = "Assurance"
	Billing                    ProcessID = "Billing"
)

// The horizontals of Operations, level 1. Only the first is refined here.
const (
	CustomerRelationshipManagement        ProcessID = "CustomerRelationshipManagement"
	ServiceManagementOperations           ProcessID = "ServiceManagementOperations"
	ResourceManagementOperations          ProcessID = "ResourceManagementOperations"
	SupplierPartnerRelationshipManagement ProcessID = "SupplierPartnerRelationshipManagement"
)

// Axis tells how a level-1 process lies in the matrix of Operations. The other levels have none.
type Axis string

// The two axes of the matrix.
const (
	Vertical   Axis = "vertical"   // end to end, from the customer's request to its end
	Horizontal Axis = "horizontal" // what belongs together by its function
)

// Process is one process of the eTOM. It is a plain value; the lookups return copies, so changing one changes nothing else.
type Process struct {
	ID            ProcessID
	Name          string      // English, as the standard spells it
	De            string      // German; the English name where the paper gives no other
	Does          string      // one sentence: what the process does
	Section       string      // of the paper; empty if the paper does not name the process
	Level         int         // 0 to 3
	Axis          Axis        // level 1 only
	Parent        ProcessID   // empty at level 0; of a level-2 process, the horizontal
	Verticals     []ProcessID // the verticals it crosses, left to right; none at level 0 and for a vertical itself
	Framework     string      // identifier in the Business Process Framework v26.0; empty without exactly one successor
	FrameworkNote string      // the later name where it differs, or what became of the process
}

// Processes returns all processes, each after its parent, in the order of the paper.
func Processes() []Process { return where(func(Process) bool { return true }) }

// Level returns the processes of one level, 0 to 3; any other level has none.
func Level(level int) []Process { return where(func(p Process) bool { return p.Level == level }) }

// Children returns the processes one level below id; an unknown id has none.
func Children(id ProcessID) []Process {
	return where(func(p Process) bool { return id != "" && p.Parent == id })
}

// Lookup returns the process with this id; for levels 2 and 3 that is the section, such as "3.5.3". Unknown ids answer false.
func Lookup(id ProcessID) (Process, bool) {
	found := where(func(p Process) bool { return p.ID == id })
	if len(found) == 0 {
		return Process{}, false
	}
	return found[0], true
}

// CustomerOperations returns the verticals that deal with the customer directly: Fulfillment, Assurance and Billing (FAB).
func CustomerOperations() []ProcessID { return []ProcessID{Fulfillment, Assurance, Billing} }

func where(keep func(Process) bool) []Process {
	var kept []Process
	for _, p := range processes {
		if keep(p) {
			p.Verticals = slices.Clone(p.Verticals)
			kept = append(kept, p)
		}
	}
	return kept
}

var processes = append(slices.Clone(topProcesses), placed(crmProcesses)...)

// placed fills in what the numbers say: "3.5.3" is at level 3, below "3.5", and crosses the verticals that "3.5" crosses.
func placed(rows []Process) []Process {
	all := slices.Clone(rows)
	verticals := map[ProcessID][]ProcessID{}
	for i := range all {
		p := &all[i]
		p.Section = string(p.ID)
		p.Level = 1 + strings.Count(p.Section, ".")
		p.Parent = CustomerRelationshipManagement
		if p.Level == 3 {
			p.Parent = ProcessID(p.Section[:strings.LastIndex(p.Section, ".")])
			p.Verticals = verticals[p.Parent]
		}
		verticals[p.ID] = p.Verticals
	}
	return all
}
