package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"zhulian/channels"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/server/respond"
)

// Channels are the ways out for notices. Whatever is not configured is switched off; the inboxes have everything.
type Channels struct {
	SMTPURL    string   `name:"smtp-url" env:"ZHULIAN_SMTP_URL" placeholder:"URL" help:"The mail server: smtp://user:password@host:587 with STARTTLS, or smtps://…:465."`
	SMTPFrom   string   `name:"smtp-from" env:"ZHULIAN_SMTP_FROM" placeholder:"ADDRESS" help:"The sender of mail, as '助联 <notice@example.org>'."`
	SMSURL     string   `name:"sms-url" env:"ZHULIAN_SMS_URL" placeholder:"URL" help:"The gateway for text messages; may hold {{query .Phone}}, {{query .Text}} and {{.ID}}."`
	SMSMethod  string   `name:"sms-method" env:"ZHULIAN_SMS_METHOD" default:"POST" help:"How the gateway is called."`
	SMSBody    string   `name:"sms-body" env:"ZHULIAN_SMS_BODY" placeholder:"TEMPLATE" help:"What it is sent, as '{\"to\":{{json .Phone}},\"text\":{{json .Text}}}' or 'to={{query .Phone}}&text={{query .Text}}'."`
	SMSHeader  []string `name:"sms-header" env:"ZHULIAN_SMS_HEADER" sep:"none" placeholder:"LINE" help:"A header for the gateway, as 'Authorization: Bearer …'; the flag may be repeated."`
	RobotsFile string   `name:"robots-file" env:"ZHULIAN_ROBOTS_FILE" placeholder:"FILE" help:"The group robots of WeCom, DingTalk and Feishu, as JSON."`
}

// ways opens the ways out that are configured.
func (c *Channels) ways() (d notices.Desk, err error) {
	if c.SMTPURL != "" {
		if d.Email, err = channels.NewMail(channels.MailConfig{URL: c.SMTPURL, From: c.SMTPFrom}); err != nil {
			return notices.Desk{}, err
		}
	}
	if c.SMSURL != "" {
		d.SMS, err = channels.NewSMS(channels.SMSConfig{URL: c.SMSURL, Method: c.SMSMethod, Body: c.SMSBody, Headers: c.SMSHeader})
		if err != nil {
			return notices.Desk{}, err
		}
	}
	if c.RobotsFile != "" {
		if d.Robots, err = readRobots(c.RobotsFile); err != nil {
			return notices.Desk{}, fmt.Errorf("robots file: %w", err)
		}
	}
	d.Jitter = rand.Float64
	return d, nil
}

// robotEntry is one robot in the file.
type robotEntry struct {
	County string              `json:"county"`
	Name   string              `json:"name"`
	Kind   string              `json:"kind"`
	URL    string              `json:"url"`
	Secret string              `json:"secret"`
	Tells  []models.NoticeKind `json:"tells"`
}

// usualTells is what a robot tells where its entry does not say.
var usualTells = []models.NoticeKind{models.NoticeNeedSubmitted, models.NoticeExpired, models.NoticeDisputed, models.NoticeSupplierApplied,
	models.NoticeOfferReview, models.NoticeRoundFinished}

// readRobots reads the file of robots. Their addresses are secrets, so it refuses a file that others can read.
func readRobots(path string) ([]notices.Robot, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: chmod 600 it", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var entries []robotEntry
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, errors.New("want a JSON list of {county, name, kind, url, secret?, tells?}")
	}
	var out []notices.Robot
	for i, e := range entries {
		r, err := e.robot()
		if err != nil {
			return nil, fmt.Errorf("robot %d: %w", i+1, err)
		}
		if slices.ContainsFunc(out, func(o notices.Robot) bool { return o.County == r.County && o.Name == r.Name }) {
			return nil, fmt.Errorf("robot %d: another of the county has its name", i+1)
		}
		out = append(out, r)
	}
	return out, nil
}

func (e robotEntry) robot() (notices.Robot, error) {
	if len(e.County) != 6 || e.Name == "" {
		return notices.Robot{}, errors.New("county (6 digits) and name are required")
	}
	for _, kind := range e.Tells {
		if !slices.Contains(models.NoticeKinds(), kind) {
			return notices.Robot{}, fmt.Errorf("there is no notice %q", kind)
		}
	}
	if e.Tells == nil {
		e.Tells = usualTells
	}
	way, err := channels.NewRobot(channels.RobotConfig{Kind: e.Kind, URL: e.URL, Secret: e.Secret})
	return notices.Robot{County: e.County, Name: e.Name, Kinds: e.Tells, Sender: way}, err
}

// tellEvery is how often notices are looked after.
const tellEvery = 5 * time.Second

// tell tells what happened and sends what is due, in all counties. Every server does: the cursor of the log and the claim of each message see to it that
// nothing is told or sent twice, and what waits a second in a queue is late. A mail server that is slow or away keeps nobody's inbox waiting.
func (h house) tell(ctx context.Context, desk *notices.Desk) {
	var sending sync.WaitGroup
	sending.Go(func() { h.often(ctx, "messages wait", desk.SendAll) })
	h.often(ctx, "notices wait", desk.TellAll)
	sending.Wait()
}

// often does something again and again until ctx ends, with a line in the log where it does not end well.
func (h house) often(ctx context.Context, trouble string, do func(context.Context) error) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, trouble, "error", respond.Inside(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
