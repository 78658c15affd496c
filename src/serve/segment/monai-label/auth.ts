/**
 * How MONAI Label's clients log in: they ask whether they must, trade a name and a password for a token and send
 * that as a bearer. Here the password is the token, and the name is not looked at.
 */
import { Hono } from 'hono'
import * as z from 'zod'
import { bears } from '../../../tools/index.ts'
import { fieldsOf, readForm } from '../../host/body.ts'
import { Refused } from '../../host/refusal.ts'

/** Where no token is needed, because it is asked for there. */
export const authPaths = ['/auth', '/auth/', '/auth/token']

const loginSchema = z.object({ username: z.string().optional(), password: z.string() })

export function authRoutes(token: string | undefined): Hono {
  const app = new Hono()
  app.get('/auth', context =>
    context.json({ enabled: token !== undefined, client_id: 'praxis', realm: null }),
  )
  app.post('/auth/token', async context => {
    const { password } = fieldsOf(await readForm(context), loginSchema)
    if (token === undefined) return context.json({ access_token: null, token_type: null })
    if (!bears(`Bearer ${password}`, token))
      throw new Refused(401, 'wrong password; it is the token that the server was started with')
    return context.json({ access_token: token, token_type: 'bearer' })
  })
  app.get('/auth/token/valid', context => context.json({ username: 'praxis' }))
  return app
}
