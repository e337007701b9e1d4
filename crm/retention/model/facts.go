package model

import "maps"

// Facts are what is known of one customer: numbers and texts by the names of the model's inputs. What is not there is not known;
// what a model does not ask for is left alone. For one goroutine as long as it is filled.
type Facts struct {
	Numbers map[string]float64 `json:"numbers,omitempty"`
	Texts   map[string]string  `json:"texts,omitempty"`
}

// With is the facts and one number more.
func (f Facts) With(name string, value float64) Facts {
	numbers := maps.Clone(f.Numbers)
	if numbers == nil {
		numbers = map[string]float64{}
	}
	numbers[name] = value
	return Facts{Numbers: numbers, Texts: f.Texts}
}

// WithText is the facts and one text more.
func (f Facts) WithText(name, value string) Facts {
	texts := maps.Clone(f.Texts)
	if texts == nil {
		texts = map[string]string{}
	}
	texts[name] = value
	return Facts{Numbers: f.Numbers, Texts: texts}
}
