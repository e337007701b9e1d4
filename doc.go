// Package etomcrm is the map of the module; see README.md. The code lives in the packages below it.
package etomcrm
