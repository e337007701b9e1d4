package main

import (
	"context"
	"fmt"
	"io"

	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

func (p *play) print(ctx context.Context, out io.Writer, flows []flow.Flow, o options) error {
	events, err := p.crm.Journal(ctx, p.lead.Correlation)
	if err != nil {
		return err
	}
	for _, f := range flows {
		r := flow.Check(f, events)
		switch {
		case o.mermaid:
			fmt.Fprintf(out, "%%%% %s, %s\n%s\n", f.Name(o.lang), f.Section, f.Mermaid(o.lang))
		case o.json:
			if err := stage.JSON(out, r, o.lang, detail); err != nil {
				return err
			}
		default:
			stage.Flow(out, r, o.lang, detail)
		}
	}
	if o.mermaid || o.json {
		return nil
	}
	return nil
}
