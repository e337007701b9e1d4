package downtime

// ForFeature picks the outages and exclusions that concern a feature: its own, and those of the whole service, whose Feature is
// empty.
func ForFeature(feature string, outages []Outage, exclusions []Exclusion) ([]Outage, []Exclusion) {
	var ownOutages []Outage
	for _, o := range outages {
		if o.Feature == "" || o.Feature == feature {
			ownOutages = append(ownOutages, o)
		}
	}
	var ownExclusions []Exclusion
	for _, x := range exclusions {
		if x.Feature == "" || x.Feature == feature {
			ownExclusions = append(ownExclusions, x)
		}
	}
	return ownOutages, ownExclusions
}
