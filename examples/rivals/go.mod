module github.com/etomcrm/etomcrm/examples/rivals

go 1.26.0

replace github.com/etomcrm/etomcrm => ../..

require (
	github.com/etomcrm/etomcrm v0.0.0-00010101000000-000000000000
	github.com/shopspring/decimal v1.6.0
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/google/uuid v1.6.0 // indirect
	github.com/looplab/fsm v1.0.3 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
