import { alipayByCertificate, alipayUnderTest } from './alipay-shop.ts';
import { testContract } from './contract.ts';
import type { ContractTerms } from './contract.ts';
import { wechatUnderTest } from './wechat-shop.ts';

testContract('wechat', wechatUnderTest, {
  methods: [
    ['qr', {}, 'qr'],
    ['h5', { ip: '203.0.113.7' }, 'redirect'],
    ['jsapi', { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }, 'sdk'],
    ['app', {}, 'sdk'],
  ],
  untouched: 'unpaid',
  slowRefunds: true,
});

const alipayTerms: ContractTerms = {
  methods: [
    ['qr', {}, 'qr'],
    ['page', {}, 'redirect'],
    ['wap', {}, 'redirect'],
    ['app', {}, 'sdk'],
  ],
  untouched: 'not_known',
  slowRefunds: false,
};

testContract('alipay', alipayUnderTest, alipayTerms);
testContract('alipay by certificate', alipayByCertificate, alipayTerms);
