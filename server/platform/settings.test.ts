import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings, SettingsProblem, settingList } from './settings.ts'

describe('settings', () => {
  it('are complete without any variable set', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      url: 'http://localhost:3000',
      data: resolve('data'),
      databaseUrl: null,
      smtpUrl: null,
      mailFrom: 'Muster <no-reply@localhost>',
      logLevel: 'info',
    })
  })

  it('are what the environment says', () => {
    const settings = readSettings({
      MUSTER_PORT: '8080',
      PORT: '9090',
      MUSTER_HOST: '0.0.0.0',
      MUSTER_URL: 'https://academy.example.com/',
      MUSTER_DATA: '/srv/muster',
      DATABASE_URL: 'postgres://muster:secret@db.example.com:5433/academy?sslmode=require',
      SMTP_URL: 'smtps://mail.example.com',
      MUSTER_MAIL_FROM: 'The Academy <academy@example.com>',
      LOG_LEVEL: 'debug',
    })
    expect(settings).toEqual({
      port: 8080,
      host: '0.0.0.0',
      url: 'https://academy.example.com',
      data: '/srv/muster',
      databaseUrl: 'postgres://muster:secret@db.example.com:5433/academy?sslmode=require',
      smtpUrl: 'smtps://mail.example.com',
      mailFrom: 'The Academy <academy@example.com>',
      logLevel: 'debug',
    })
  })

  it('take PORT where MUSTER_PORT is not set, and the public address follows', () => {
    expect(readSettings({ PORT: '8080', MUSTER_PORT: ' ' })).toMatchObject({ port: 8080, url: 'http://localhost:8080' })
  })

  it('send mail from the host of the public address unless told otherwise', () => {
    const { mailFrom } = readSettings({ MUSTER_URL: 'https://academy.example.com:8443' })
    expect(mailFrom).toBe('Muster <no-reply@academy.example.com>')
  })

  it.each([
    ['MUSTER_PORT', 'http', 'MUSTER_PORT is http; it must be a number from 1 to 65535.'],
    ['MUSTER_PORT', '70000', 'MUSTER_PORT is 70000; it must be a number from 1 to 65535.'],
    ['PORT', '0', 'PORT is 0; it must be a number from 1 to 65535.'],
    ['MUSTER_HOST', 'localhost:80', /^MUSTER_HOST is localhost:80; it must be an IP address or the name/],
    ['MUSTER_URL', 'academy.example.com', /^MUSTER_URL is academy\.example\.com; it must be the beginning of a web/],
    ['MUSTER_URL', 'https://example.com/academy', /without a path/],
    ['MUSTER_URL', 'ftp://example.com', /^MUSTER_URL is ftp:/],
    ['DATABASE_URL', 'mysql://db/academy', /^DATABASE_URL is mysql:\/\/db\/academy; it must be like postgres:/],
    ['DATABASE_URL', 'academy', /^DATABASE_URL is academy;/],
    ['SMTP_URL', 'mail.example.com', /^SMTP_URL is mail\.example\.com; it must be like smtp:/],
    ['MUSTER_MAIL_FROM', 'Academy', /^MUSTER_MAIL_FROM is Academy; it must be an e-mail address/],
    ['LOG_LEVEL', 'verbose', 'LOG_LEVEL is verbose; it must be one of trace, debug, info, warn, error, fatal, silent.'],
    ['MUSTER_PROT', '80', /^MUSTER_PROT is set, and there is no such setting; the settings are MUSTER_PORT, /],
  ])('refuse %s=%s with a sentence', (name, given, sentence) => {
    const read = () => readSettings({ [name]: given })
    expect(read).toThrow(SettingsProblem)
    expect(read).toThrow(sentence)
  })

  it('name every wrong one at once', () => {
    const read = () => readSettings({ MUSTER_PORT: 'x', LOG_LEVEL: 'y' })
    expect(read).toThrow(/^MUSTER_PORT is x.*\nLOG_LEVEL is y/)
  })

  it('never repeat a password', () => {
    const read = () =>
      readSettings({ DATABASE_URL: 'mysql://muster:hush/hush:hush@hush@db/academy', SMTP_URL: 'http://a:hush@b' })
    expect(read).toThrow('DATABASE_URL is mysql://muster:…@db/academy;')
    expect(read).not.toThrow('hush')
  })

  it('are all in the list', () => {
    expect(settingList.map(({ name }) => name)).toEqual([
      'MUSTER_PORT',
      'MUSTER_HOST',
      'MUSTER_URL',
      'MUSTER_DATA',
      'DATABASE_URL',
      'SMTP_URL',
      'MUSTER_MAIL_FROM',
      'LOG_LEVEL',
    ])
  })
})
