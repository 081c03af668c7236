import styles from './Initials.module.css'

/** The first letters of a name in a quiet circle; decoration beside the name itself. */
export function Initials({ name, size = 24 }: { name: string; size?: number }) {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return (
    <span className={styles.initials} style={{ width: size, height: size, fontSize: size * 0.42 }} aria-hidden>
      {letters.join('').toUpperCase()}
    </span>
  )
}
