package channels

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/template"
)

// SMS sends text messages through a gateway that takes HTTP requests. Make it with NewSMS.
type SMS struct {
	method    string
	address   *template.Template
	body      *template.Template
	headers   http.Header
	web       *http.Client
	mediaType string
}

// SMSConfig is how a gateway is called. URL and Body are Go templates over .Phone, .Text and .ID, with the functions json (a JSON string with its
// quotes) and query (percent-encoded): {"to":{{json .Phone}},"msg":{{json .Text}}} or to={{query .Phone}}&msg={{query .Text}}. Headers are lines,
// as "Authorization: Bearer …". Transport may be nil.
type SMSConfig struct {
	URL, Method, Body string
	Headers           []string
	Transport         http.RoundTripper
}

// NewSMS returns a way out through a gateway, or an error that says what is wrong with the configuration.
func NewSMS(c SMSConfig) (*SMS, error) {
	at, err := url.Parse(c.URL)
	if err != nil && !strings.Contains(c.URL, "{{") || err == nil && (at.Host == "" || at.Scheme != "http" && at.Scheme != "https") {
		return nil, errors.New("SMS gateway: want an address that begins with https:// or http://")
	}
	out := &SMS{method: strings.ToUpper(c.Method), headers: http.Header{}, web: caller(c.Transport)}
	if out.method == "" {
		out.method = http.MethodPost
	}
	if out.address, err = formOf("address", c.URL); err != nil {
		return nil, err
	}
	if out.body, err = formOf("body", c.Body); err != nil {
		return nil, err
	}
	out.mediaType = "application/x-www-form-urlencoded"
	if strings.HasPrefix(strings.TrimSpace(c.Body), "{") {
		out.mediaType = "application/json"
	}
	for _, line := range c.Headers {
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, errors.New("SMS gateway: a header is a name, a colon and a value")
		}
		out.headers.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	_, err = out.request(context.Background(), "13800000000", Message{ID: "id", Text: "text"})
	return out, err
}

func formOf(name, text string) (*template.Template, error) {
	functions := template.FuncMap{"query": url.QueryEscape, "json": func(s string) (string, error) {
		raw, err := json.Marshal(s)
		return string(raw), err
	}}
	t, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("SMS gateway: the template of its %s is not valid", name)
	}
	return t, nil
}

func (s *SMS) request(ctx context.Context, phone string, what Message) (*http.Request, error) {
	values := map[string]string{"Phone": phone, "Text": what.Text, "ID": what.ID}
	var address, body bytes.Buffer
	if err := errors.Join(s.address.Execute(&address, values), s.body.Execute(&body, values)); err != nil {
		return nil, errors.New("SMS gateway: its templates may use .Phone, .Text and .ID only")
	}
	r, err := http.NewRequestWithContext(ctx, s.method, address.String(), &body)
	if err != nil {
		return nil, errors.New("SMS gateway: method or address is not valid")
	}
	r.GetBody = nil
	r.Header = s.headers.Clone()
	if body.Len() > 0 && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", s.mediaType)
	}
	// Not Idempotency-Key: Go's own client would take that as leave to send the request twice.
	r.Header.Set("X-Message-Id", what.ID)
	return r, nil
}

// Send sends one text to one phone. Its errors are *Failure.
func (s *SMS) Send(ctx context.Context, phone string, what Message) error {
	r, err := s.request(ctx, phone, what)
	if err != nil {
		return fail(Refused, "configuration")
	}
	_, err = call(ctx, s.web, r)
	return err
}
